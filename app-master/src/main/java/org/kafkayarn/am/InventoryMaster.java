package org.kafkayarn.am;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.am.inventory.InventoryRequest;
import org.kafkayarn.am.inventory.Questions;
import org.kafkayarn.am.inventory.Survey;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.EpochOwner;
import org.kafkayarn.am.store.InventoryFiles;
import org.kafkayarn.am.web.InventoryServer;
import org.kafkayarn.am.yarn.VisitContainers;
import org.kafkayarn.am.yarn.VisitContexts;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.DataQuestion.Act;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ApplicationMaster of the short application that visits the hosts of a cluster: neither client
 * nor any other master can see their disks. It ends when every host has answered or was given up.
 */
public final class InventoryMaster {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryMaster.class);

  private final AmEnvironment environment;
  private final YarnConfiguration conf = new YarnConfiguration();
  private final InstantSource clock = InstantSource.system();
  private final BlockingQueue<Survey.Change> changes = new LinkedBlockingQueue<>();
  private final ClusterHome home;
  private final ClusterSpec spec;

  private InventoryMaster(AmEnvironment environment) throws IOException {
    this.environment = environment;
    this.home = ClusterHome.at(environment.home(), conf);
    this.spec =
        home.readSpec()
            .orElseThrow(() -> new IOException("no specification in " + home.uri()))
            .spec();
  }

  public static void main(String[] args) {
    AmProcess.run("The visits end", environment -> new InventoryMaster(environment).run());
  }

  private int run() throws IOException, YarnException, InterruptedException {
    InventoryFiles files = home.inventory(environment.application().id());
    InventoryRequest request = files.readRequest();
    VisitContainers yarn = new VisitContainers(conf, changes::add);
    yarn.register(environment.host());
    try (InventoryServer server =
        new InventoryServer(
            spec.amPorts(), files.token(), visit -> question(request, visit), changes::add)) {
      if (request.act() == Act.REMOVE_ALL) {
        takeOver(yarn);
      }
      server.start();
      VisitContexts contexts = contexts(files, server.port());
      Survey survey =
          Survey.begin(
              request.hosts(),
              yarn.absent(request.hosts()),
              Duration.ofSeconds(request.limitSeconds()),
              clock.instant());
      files.writeResult(follow(survey, yarn, contexts).result(clock.instant()));
    } catch (IOException | YarnException | RuntimeException e) { // the process' edge: it is told
      LOG.error("The visits end", e);
      yarn.finish(FinalApplicationStatus.FAILED, String.valueOf(e.getMessage()));
      return 1;
    }
    yarn.finish(FinalApplicationStatus.SUCCEEDED, "");
    yarn.stop();
    return 0;
  }

  /** From now on no other ApplicationMaster of this cluster changes anything. */
  private void takeOver(VisitContainers yarn) throws IOException, YarnException {
    if (home.destroyedMark().since().isEmpty()) {
      throw new IOException("the cluster is not marked as one that is destroyed");
    }
    Optional<EpochOwner> owner = home.epochs().owner();
    if (owner.isPresent() && yarn.isLive(owner.get().applicationId())) {
      throw new IOException(
          "the cluster is live as " + owner.get().applicationId() + ": stop it first");
    }
    long unused =
        home.epochs().claim(environment.application().id(), environment.application().attempt());
  }

  /** The survey is this thread's alone. */
  private Survey follow(Survey begun, VisitContainers yarn, VisitContexts contexts)
      throws InterruptedException {
    Survey survey = begun;
    yarn.carryOut(survey, contexts);
    while (!survey.done()) {
      Duration left = Duration.between(clock.instant(), survey.deadline());
      Optional<Survey.Change> change =
          Optional.ofNullable(changes.poll(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS));
      Instant now = clock.instant();
      Survey before = survey;
      survey = change.map(what -> what.apply(before, now)).orElse(before).overdue(now);
      yarn.carryOut(survey, contexts);
    }
    return survey;
  }

  /** The ledger is read for each: a node may have come back to that host meanwhile. */
  private DataQuestion question(InventoryRequest request, int visit) throws IOException {
    if (visit >= request.hosts().size()) {
      throw new IllegalArgumentException("there is no visit " + visit);
    }
    Ledger ledger =
        home.readLedger().orElseThrow(() -> new IOException("no ledger in " + home.uri()));
    return Questions.of(
        request, request.hosts().get(visit), environment.application().user(), spec, ledger);
  }

  private VisitContexts contexts(InventoryFiles files, int port) throws IOException {
    return new VisitContexts(
        conf,
        new Path(environment.jar()),
        new Path(environment.script()),
        files.tokenPath(),
        spec.jdk().map(Path::new),
        spec.javaHome().or(() -> spec.jdk().map(archive -> "jdk")),
        environment.host() + ":" + port);
  }
}
