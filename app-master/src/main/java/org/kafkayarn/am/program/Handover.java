package org.kafkayarn.am.program;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.am.state.Application;
import org.kafkayarn.am.store.ClusterHome;

/**
 * Ends this attempt for one that runs another program. YARN localizes the same jar for every
 * attempt of an application, so the home says which program is meant, and an attempt that finds
 * itself to be another one fetches it.
 */
public final class Handover {
  /** Failures of attempts that are further apart than this are not counted together. */
  public static final Duration FAILURES_COUNT_FOR = Duration.ofSeconds(60);

  private final Application application;
  private final Running running;
  private final int mostAttempts;
  private final Configuration conf;
  private final ClusterHome home;
  private final long epoch;
  private final Path folder;
  private final Consumer<Throwable> end;
  private final InstantSource clock;
  private final AtomicBoolean ordered = new AtomicBoolean();

  /** What this attempt runs. */
  public record Running(String jar, String version, int attempt) {}

  /** Why the program is not changed; nothing has changed. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String line) {
      super(line);
    }
  }

  /** Ends the attempt: the next one runs another program. */
  public static final class HandedOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HandedOver(String line) {
      super(line);
    }
  }

  /**
   * @param folder where a copy of the program is made, to see that it can be had
   * @param end ends the attempt, and nothing else
   */
  public Handover(
      Application application,
      Running running,
      Configuration conf,
      ClusterHome home,
      long epoch,
      Path folder,
      Consumer<Throwable> end,
      InstantSource clock) {
    this.application = application;
    this.running = running;
    this.conf = conf;
    this.home = home;
    this.epoch = epoch;
    this.folder = folder;
    this.end = end;
    this.clock = clock;
    // An application that asks for more gets the ResourceManager's maximum (RMAppImpl, 3.3.6).
    this.mostAttempts =
        conf.getInt(
            YarnConfiguration.GLOBAL_RM_AM_MAX_ATTEMPTS,
            conf.getInt(
                YarnConfiguration.RM_AM_MAX_ATTEMPTS,
                YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS));
  }

  public Running running() {
    return running;
  }

  /**
   * What keeps this attempt from ending now. YARN counts its end as a failure, and ends the
   * application, brokers and all, with as many of them within {@link #FAILURES_COUNT_FOR} as it
   * allows attempts. All attempts before this one had ended when it began.
   */
  public Optional<String> obstacle() {
    if (mostAttempts < 2) {
      return Optional.of(
          "YARN allows %d attempt of an application (%s): without another there is nobody to hand over to. Stop the cluster, then submit it with the new kafka-yarn"
              .formatted(mostAttempts, YarnConfiguration.RM_AM_MAX_ATTEMPTS));
    }
    Duration left =
        Duration.between(clock.instant(), application.started().plus(FAILURES_COUNT_FOR));
    if (application.attempt() >= mostAttempts && left.compareTo(Duration.ZERO) > 0) {
      return Optional.of(
          "attempt %d began less than %d s ago, and YARN ends an application with %d failed attempts within that time (%s). Try again in %d s"
              .formatted(
                  application.attempt(),
                  FAILURES_COUNT_FOR.toSeconds(),
                  mostAttempts,
                  YarnConfiguration.RM_AM_MAX_ATTEMPTS,
                  left.toSeconds() + 1));
    }
    return Optional.empty();
  }

  /**
   * Names the program in the home, once it is sure that it can be had, and ends the attempt.
   *
   * @throws Refused nothing has changed
   * @throws IOException the home cannot be written or the program not be read
   */
  public void order(Program program) throws Refused, IOException {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new Refused(obstacle.get());
    }
    if (!ordered.compareAndSet(false, true)) {
      throw new Refused("this attempt hands over already: ask the next one");
    }
    boolean done = false;
    try {
      Path unused = ProgramCopy.fetch(program, conf, folder);
      if (!home.epochs().isCurrent(epoch)) {
        throw new Refused("another ApplicationMaster has taken over this cluster: ask that one");
      }
      home.programs()
          .write(
              new ProgramOrder(application.id(), application.attempt(), clock.instant(), program));
      done = true;
    } finally {
      ordered.set(done);
    }
    end.accept(
        new HandedOver(
            "this attempt, of kafka-yarn %s, hands over to kafka-yarn %s"
                .formatted(running.version(), program.version())));
  }
}
