package org.kafkayarn.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** The options that say what cluster is wanted. An empty value, as in -queue=, unsets one. */
final class SpecOptions {
  @Option(
      names = {"-spec", "--spec"},
      paramLabel = "FILE",
      description = "A file (YAML or JSON) with any of the options below; the options win.")
  private String spec;

  @Option(
      names = {"-name", "--name"},
      paramLabel = "NAME",
      description = "The cluster's name, unique per user (default: kafka).")
  private String name;

  @Option(
      names = {"-brokers", "--brokers"},
      paramLabel = "N",
      description = "How many brokers (default: 3).")
  private String brokers;

  @Option(
      names = {"-voters", "--voters"},
      paramLabel = "N",
      description =
          "How many of the brokers are controllers too: 1, 3, 5 or 7 (default: 3; 1 of fewer than 3"
              + " brokers).")
  private String voters;

  @Option(
      names = {"-controllers", "--controllers"},
      paramLabel = "N",
      description =
          "Controllers in containers of their own: 0, 1, 3, 5 or 7 (default: 0: brokers are the"
              + " controllers).")
  private String controllers;

  @Option(
      names = {"-controller-memory", "--controller-memory"},
      paramLabel = "SIZE",
      description = "Memory of such a controller's container (default: what its heap needs).")
  private String controllerMemory;

  @Option(
      names = {"-controller-heap", "--controller-heap"},
      paramLabel = "SIZE",
      description = "The heap of such a controller (default: what fits its memory; else 512m).")
  private String controllerHeap;

  @Option(
      names = {"-controller-vcores", "--controller-vcores"},
      paramLabel = "N",
      description = "Virtual cores of such a controller's container (default: 1).")
  private String controllerVcores;

  @Option(
      names = {"-memory", "--memory"},
      paramLabel = "SIZE",
      description = "Memory of a node's container, as 2g or 2048m (default: what the heap needs).")
  private String memory;

  @Option(
      names = {"-heap", "--heap"},
      paramLabel = "SIZE",
      description = "Kafka's heap (default: what fits the memory; 1g without either).")
  private String heap;

  @Option(
      names = {"-vcores", "--vcores"},
      paramLabel = "N",
      description = "Virtual cores of a node's container (default: 1).")
  private String vcores;

  @Option(
      names = {"-queue", "--queue"},
      paramLabel = "QUEUE",
      description = "The YARN queue (default: where YARN places the user).")
  private String queue;

  @Option(
      names = {"-node-label", "--node-label"},
      paramLabel = "LABEL",
      description = "Run only on hosts with this YARN node label.")
  private String nodeLabel;

  @Option(
      names = {"-priority", "--priority"},
      paramLabel = "N",
      description = "The YARN application's priority (default: the queue's).")
  private String priority;

  @Option(
      names = {"-kafka", "--kafka"},
      paramLabel = "FILE",
      description =
          "A Kafka distribution archive, local or a URI (default: the one shipped beside"
              + " kafka-yarn.jar).")
  private String kafka;

  @Option(
      names = {"-config", "--config"},
      paramLabel = "KEY=VALUE",
      description = "A Kafka setting of all nodes; repeatable. KEY= removes one.")
  private List<String> config = new ArrayList<>();

  @Option(
      names = {"-server-properties", "--server-properties"},
      paramLabel = "FILE",
      description = "Kafka settings from a file in the form of server.properties; -config wins.")
  private String serverProperties;

  @Option(
      names = {"-data-dirs", "--data-dirs"},
      paramLabel = "DIR,DIR",
      description =
          "Directories for data on every host (default: one on each disk of the NodeManager).")
  private String dataDirs;

  @Option(
      names = {"-ports", "--ports"},
      paramLabel = "FIRST-LAST",
      description = "Where the nodes' ports are taken from (default: 29092-29999).")
  private String ports;

  @Option(
      names = {"-java-home", "--java-home"},
      paramLabel = "PATH",
      description = "Where Java 17 is on the hosts (default: found there).")
  private String javaHome;

  @Option(
      names = {"-jdk", "--jdk"},
      paramLabel = "ARCHIVE",
      description = "An archive with a JDK 17, local or a URI, for hosts that have none.")
  private String jdk;

  @Option(
      names = {"-jvm-opts", "--jvm-opts"},
      paramLabel = "OPTIONS",
      description = "More options of Kafka's JVM, in one argument.")
  private String jvmOpts;

  @Option(
      names = {"-am-memory", "--am-memory"},
      paramLabel = "SIZE",
      description = "Memory of the ApplicationMaster's container (default: 512m).")
  private String amMemory;

  @Option(
      names = {"-am-port", "--am-port"},
      paramLabel = "FIRST-LAST",
      description = "Where the ApplicationMaster's ports are taken from (default: any free).")
  private String amPort;

  @Option(
      names = {"-constraints", "--constraints"},
      paramLabel = "ATTR=COND,ATTR=COND",
      description =
          "Where nodes may be placed: hostname, rack, label or a YARN node attribute, with like:REGEX,"
              + " unlike:REGEX, unique, cluster[:VALUE] or groupBy[:N].")
  private String constraints;

  @Option(
      names = {"-host-wait", "--host-wait"},
      paramLabel = "DURATION",
      description =
          "How long a node with data waits for its own host (default: 30m); forever: as long as it"
              + " takes.")
  private String hostWait;

  @Option(
      names = {"-rack-wait", "--rack-wait"},
      paramLabel = "DURATION",
      description = "How long it then waits for a host of the same rack (default: 5m).")
  private String rackWait;

  @Option(
      names = {"-failover-delay", "--failover-delay"},
      paramLabel = "DURATION",
      description =
          "The delay before the second start in a row of a node that fails; doubled each time"
              + " (default: 10s).")
  private String failoverDelay;

  @Option(
      names = {"-failover-max-delay", "--failover-max-delay"},
      paramLabel = "DURATION",
      description = "The longest delay before another start (default: 10m).")
  private String failoverMaxDelay;

  @Option(
      names = {"-failover-max-tries", "--failover-max-tries"},
      paramLabel = "N",
      description = "Leave a node alone after so many failures in a row (default: never).")
  private String failoverMaxTries;

  @Option(
      names = {"-failover-good-after", "--failover-good-after"},
      paramLabel = "DURATION",
      description = "A start counts as good when Kafka has served for so long (default: 1m).")
  private String failoverGoodAfter;

  @Option(
      names = {"-fast-failover", "--fast-failover"},
      paramLabel = "true|false",
      description =
          "Tell Kafka at once that a broker has crashed, where another in-sync replica of each of"
              + " its partitions serves (default: false).")
  private String fastFailover;

  @Option(
      names = {"-gang", "--gang"},
      paramLabel = "all|N",
      description = "Start no node before so many containers are held (default: each as it comes).")
  private String gang;

  @Option(
      names = {"-gang-timeout", "--gang-timeout"},
      paramLabel = "DURATION",
      description =
          "Give up, and give all back, when they are not held after so long (default: never).")
  private String gangTimeout;

  @Option(
      names = {"-start-at", "--start-at"},
      paramLabel = "TIME",
      description = "Ask for nothing before: 2026-12-01T06:00, 06:00 or +30m (default: at once).")
  private String startAt;

  @Option(
      names = {"-min-free", "--min-free"},
      paramLabel = "memory=SIZE,vcores=N",
      description = "Ask for nothing before the hosts have so much free (default: at once).")
  private String minFree;

  @Option(
      names = {"-reservation", "--reservation"},
      paramLabel = "ID",
      description = "The YARN reservation to run in, as reservation_1700000000000_0001.")
  private String reservation;

  @Option(
      names = {"-metadata-version", "--metadata-version"},
      paramLabel = "keep|latest|VERSION",
      description =
          "Which metadata.version is finalized once all nodes know it, without a command (default:"
              + " keep).")
  private String metadataVersion;

  /** All that was said: the file, over it the properties, over both the options. */
  SpecChanges changes() {
    SpecChanges changes = SpecChanges.none();
    if (spec != null) {
      changes = SpecFile.read(text("-spec", spec), spec);
    }
    if (serverProperties != null) {
      changes =
          changes.overlaid(
              SpecFile.readServerProperties(
                  text("-server-properties", serverProperties), serverProperties));
    }
    return changes.overlaid(flags());
  }

  private SpecChanges flags() {
    SpecChanges flags = SpecChanges.none();
    flags = flag(flags, SpecKey.NAME, name);
    flags = flag(flags, SpecKey.BROKERS, brokers);
    flags = flag(flags, SpecKey.VOTERS, voters);
    flags = flag(flags, SpecKey.CONTROLLERS, controllers);
    flags = flag(flags, SpecKey.CONTROLLER_MEMORY, controllerMemory);
    flags = flag(flags, SpecKey.CONTROLLER_HEAP, controllerHeap);
    flags = flag(flags, SpecKey.CONTROLLER_VCORES, controllerVcores);
    flags = flag(flags, SpecKey.MEMORY, memory);
    flags = flag(flags, SpecKey.HEAP, heap);
    flags = flag(flags, SpecKey.VCORES, vcores);
    flags = flag(flags, SpecKey.QUEUE, queue);
    flags = flag(flags, SpecKey.NODE_LABEL, nodeLabel);
    flags = flag(flags, SpecKey.PRIORITY, priority);
    flags = flag(flags, SpecKey.KAFKA, kafka);
    for (String setting : config) {
      flags = flags.overlaid(flag(SpecChanges.none(), SpecKey.CONFIG, setting));
    }
    flags = flag(flags, SpecKey.DATA_DIRS, dataDirs);
    flags = flag(flags, SpecKey.PORTS, ports);
    flags = flag(flags, SpecKey.JAVA_HOME, javaHome);
    flags = flag(flags, SpecKey.JDK, jdk);
    flags = flag(flags, SpecKey.JVM_OPTS, jvmOpts);
    flags = flag(flags, SpecKey.AM_MEMORY, amMemory);
    flags = flag(flags, SpecKey.AM_PORT, amPort);
    flags = flag(flags, SpecKey.CONSTRAINTS, constraints);
    flags = flag(flags, SpecKey.HOST_WAIT, hostWait);
    flags = flag(flags, SpecKey.RACK_WAIT, rackWait);
    flags = flag(flags, SpecKey.FAILOVER_DELAY, failoverDelay);
    flags = flag(flags, SpecKey.FAILOVER_MAX_DELAY, failoverMaxDelay);
    flags = flag(flags, SpecKey.FAILOVER_MAX_TRIES, failoverMaxTries);
    flags = flag(flags, SpecKey.FAILOVER_GOOD_AFTER, failoverGoodAfter);
    flags = flag(flags, SpecKey.FAST_FAILOVER, fastFailover);
    flags = flag(flags, SpecKey.GANG, gang);
    flags = flag(flags, SpecKey.GANG_TIMEOUT, gangTimeout);
    flags = flag(flags, SpecKey.START_AT, startAt);
    flags = flag(flags, SpecKey.MIN_FREE, minFree);
    flags = flag(flags, SpecKey.RESERVATION, reservation);
    flags = flag(flags, SpecKey.METADATA_VERSION, metadataVersion);
    return flags;
  }

  /** With what an option says; an empty value unsets the key. */
  static <T> SpecChanges flag(SpecChanges flags, SpecKey<T> key, String text) {
    if (text == null) {
      return flags;
    }
    String label = "-" + key.name();
    if (text.isBlank()) {
      if (key == SpecKey.NAME || key == SpecKey.CONFIG) {
        throw new UserError(label + ": a value is missing");
      }
      return flags.without(key);
    }
    return flags.with(key, key.parse(label, text));
  }

  private static String text(String option, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UserError(option + " " + file + ": there is no such file", e);
    } catch (IOException | InvalidPathException e) {
      throw new UserError(option + " " + file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
