package org.kafkayarn.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.ExportedCluster;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data restore}: a cluster's home from an export, when the home was lost. */
@Command(
    name = "restore",
    description = {
      "Make the home of a cluster anew from what data export wrote; submit then starts it with its"
          + " data.",
      "The cluster has the name in the file, and must not run. Its secrets are made anew."
    })
public final class DataRestoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "FILE", description = "A file that data export wrote.")
  private String file;

  @Option(
      names = {"-replace", "--replace"},
      description = "Put it in the place of a ledger that is there and differs.")
  private boolean replace;

  @Mixin private HadoopOptions common;

  public DataRestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    ExportedCluster exported = read(DataExportCommand.path(file));
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterHome home = ClusterHome.of(conf, exported.name());
      refuseLive(yarn, exported.name());
      Optional<String> destroyed = home.destroyedMark().refusal();
      if (destroyed.isPresent()) {
        throw new UserError(destroyed.get());
      }
      readable(home).ifPresent(there -> refuseOther(home, there, exported));
      if (!exported.user().equals(Surroundings.user())) {
        console.warn(
            "it was exported by %s, whose name is in the paths of the data: new directories will lie"
                    .formatted(exported.user())
                + " elsewhere");
      }
      home.prepare();
      // An application that begins in this moment claims the epoch after this one.
      long unused = home.epochs().claim(yarn.newApplication().id().toString(), 1);
      // A spec without a ledger would be started as a new Kafka cluster.
      home.writeLedger(exported.ledger());
      home.writeSpec(exported.spec());
      console.print(
          "restored cluster %s as it was at %s: %d nodes of Kafka cluster %s. Start it: kafka-yarn submit -name %s"
              .formatted(
                  exported.name(),
                  exported.exported(),
                  exported.ledger().nodes().size(),
                  exported.ledger().kafkaClusterId(),
                  exported.name()));
      return 0;
    }
  }

  private static ExportedCluster read(Path path) throws IOException {
    try {
      return ExportedCluster.of(path.toString(), Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      throw new UserError(path + ": there is no such file", e);
    }
  }

  private static void refuseLive(YarnGateway yarn, String name) throws IOException {
    Optional<ApplicationReport> live = LiveCluster.find(yarn, Surroundings.user(), name);
    if (live.isPresent()) {
      throw new UserError(
          "cluster %s is live: %s. Stop it first: kafka-yarn stop -name %s"
              .formatted(name, live.get().getApplicationId(), name));
    }
  }

  /** A damaged one is what -replace is for. */
  private Optional<Ledger> readable(ClusterHome home) throws IOException {
    try {
      return home.readLedger();
    } catch (UserError e) {
      if (!replace) {
        throw e;
      }
      console.warn("the ledger that is there is replaced: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void refuseOther(ClusterHome home, Ledger there, ExportedCluster exported) {
    if (replace || there.equals(exported.ledger())) {
      return;
    }
    boolean same = there.kafkaClusterId().equals(exported.ledger().kafkaClusterId());
    throw new UserError(
        "the home %s has a ledger of %s: -replace puts the one of %s in its place"
            .formatted(
                home.uri(),
                same
                    ? "the same Kafka cluster, which knows places that the export may not know"
                    : "another Kafka cluster, " + there.kafkaClusterId(),
                exported.exported()));
  }
}
