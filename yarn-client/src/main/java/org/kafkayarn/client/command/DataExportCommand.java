package org.kafkayarn.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.ExportedCluster;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code data export}: the definition, and where the data lies, in a file for a bad day. */
@Command(
    name = "export",
    description = {
      "Write the cluster's spec and ledger to a local file, for the day when its home is lost.",
      "The file has no secrets and no data of Kafka's. The cluster may run meanwhile."
    })
public final class DataExportCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Parameters(paramLabel = "FILE", description = "The file to write.")
  private String file;

  @Mixin private HadoopOptions common;

  public DataExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    Path target = path(file);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterHome home = new ClusterFinder(conf, yarn, name.name()).home();
      ExportedCluster exported =
          new ExportedCluster(
              name.name(),
              Surroundings.user(),
              Instant.now(),
              home.readSpec().orElseThrow(() -> missing(home, "spec")),
              home.readLedger().orElseThrow(() -> missing(home, "ledger yet")));
      refuseOther(target, exported);
      write(target, exported.toJson());
      console.print(
          "wrote %s: spec %d and %d nodes of Kafka cluster %s"
              .formatted(
                  target,
                  exported.spec().spec().generation(),
                  exported.ledger().nodes().size(),
                  exported.ledger().kafkaClusterId()));
      return 0;
    }
  }

  private static UserError missing(ClusterHome home, String what) {
    return new UserError("the cluster's home %s has no %s".formatted(home.uri(), what));
  }

  static Path path(String file) {
    try {
      return Path.of(file).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new UserError(file + ": not a path", e);
    }
  }

  /** The same cluster's last export may be replaced, by a job that runs each night. */
  private static void refuseOther(Path target, ExportedCluster exported) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    ExportedCluster there;
    try {
      there = ExportedCluster.of(target.toString(), Files.readAllBytes(target));
    } catch (UserError e) {
      throw new UserError(target + " is there, and no export: name another file", e);
    }
    if (!there.ledger().kafkaClusterId().equals(exported.ledger().kafkaClusterId())) {
      throw new UserError(
          "%s is an export of cluster %s, Kafka cluster %s: name another file"
              .formatted(target, there.name(), there.ledger().kafkaClusterId()));
    }
  }

  private static void write(Path target, byte[] content) throws IOException {
    Path temporary =
        Files.createTempFile(
            target.getParent(),
            ".kafka-yarn",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
