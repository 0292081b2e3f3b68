package org.kafkayarn.am;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.events.Narrator;
import org.kafkayarn.am.program.Handover;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.program.ProgramCopy;
import org.kafkayarn.am.program.ProgramOrder;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.ProgramStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out at the begin of an attempt whether this is the program that the cluster's home names.
 * Whatever keeps the other one from running, this one goes on, and says so: an attempt that ends
 * young may be the application's last.
 */
final class ProgramSwitch {
  /** The exit code by which master.sh runs what lies in {@link #FOLDER} instead. */
  static final int ANOTHER = 75;

  private static final Logger LOG = LoggerFactory.getLogger(ProgramSwitch.class);
  private static final Path FOLDER = Path.of("program");
  private static final int TRIES = 3;
  private static final long RETRY_MS = 2_000;

  private final AmEnvironment environment;
  private Optional<ProgramOrder> named = Optional.empty();
  private Optional<String> failure;

  ProgramSwitch(AmEnvironment environment) {
    this.environment = environment;
    this.failure = environment.programFailure();
  }

  /** A read of the home that waits for the file system. */
  interface HomeRead {
    Optional<ProgramOrder> read() throws IOException, InterruptedException;
  }

  /** Whether another program is there now, to run in place of this one. */
  boolean isAnotherMeant(HomeRead home, Configuration conf)
      throws IOException, InterruptedException {
    if (environment.fetched().isPresent()) {
      named = environment.fetched();
      return false;
    }
    try {
      named =
          home.read().filter(order -> order.applicationId().equals(environment.application().id()));
    } catch (UserError e) {
      failure = Optional.of(e.getMessage());
    }
    if (named.isEmpty() || failure.isPresent()) {
      failure.ifPresent(why -> LOG.error("The program that was ordered does not run: {}", why));
      return false;
    }
    boolean meansThis = named.get().program().jar().equals(environment.jar());
    return !meansThis && fetch(named.get(), conf);
  }

  private boolean fetch(ProgramOrder order, Configuration conf) throws InterruptedException {
    Program program = order.program();
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 1; ; i++) {
      try {
        Path jar = ProgramCopy.fetch(program, conf, FOLDER);
        ProgramStore.writeCopy(order, FOLDER.resolve("program.json"));
        LOG.info(
            "kafka-yarn {} runs this attempt: {} -> {}", program.version(), program.jar(), jar);
        return true;
      } catch (IOException e) {
        failure = Optional.of(e.getMessage());
        LOG.error("{} cannot be fetched: {}", program.jar(), e.getMessage());
        if (i == TRIES || e instanceof ProgramCopy.WrongProgram) {
          return false;
        }
      }
      var unused = never.await(RETRY_MS, TimeUnit.MILLISECONDS);
    }
  }

  Handover handover(Configuration conf, ClusterHome home, long epoch, Consumer<Throwable> end) {
    return new Handover(
        environment.application(),
        new Handover.Running(environment.jar().toString(), Program.ownVersion(), attempt()),
        conf,
        home,
        epoch,
        Path.of("program-to-be"),
        end,
        InstantSource.system());
  }

  /** Tells of a program that is new with this attempt, or that should be. */
  void tell(Narrator narrator) {
    if (failure.isPresent()) {
      narrator.programFailed(
          "kafka-yarn %s was ordered, and kafka-yarn %s goes on: %s"
              .formatted(
                  named.map(order -> order.program().version()).orElse("of another version"),
                  Program.ownVersion(),
                  failure.get()),
          environment.application().started());
    } else if (named.filter(order -> order.attempt() + 1 == attempt()).isPresent()) {
      narrator.programChanged(
          "kafka-yarn %s runs the ApplicationMaster and starts nodes from now on; nodes that run keep theirs"
              .formatted(Program.ownVersion()),
          environment.application().started());
    }
  }

  private int attempt() {
    return environment.application().attempt();
  }
}
