package org.kafkayarn.client.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.ShutdownHookManager;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.command.Surroundings;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/**
 * {@code local}: a YARN cluster in this JVM and a Kafka cluster on it, until Ctrl-C. The Kafka
 * cluster is submitted and stopped by the same commands as on any YARN.
 */
@Command(
    name = "local",
    description = {
      "Start a YARN cluster on this machine, for whoever has none, and a Kafka cluster on it.",
      "Stays until Ctrl-C, then stops everything in order. The data stays for the next time.",
      "Takes every option of submit besides its own, for example -brokers, -name, -heap, -config."
    })
public final class LocalCommand implements Callable<Integer> {
  private static final int LEAST_HOSTS = 3;
  private static final int MOST_HOSTS = 9;

  /** Higher runs earlier; Hadoop closes its file systems at 10. */
  private static final int HOOK_PRIORITY = 50;

  /** Runs a command line of kafka-yarn. */
  @FunctionalInterface
  public interface Program {
    int run(String[] args, Surroundings surroundings);
  }

  private final Surroundings surroundings;
  private final Console console;
  private final Program program;

  @Option(
      names = {"-dir", "--dir"},
      paramLabel = "DIR",
      description =
          "Where everything is kept (default: kafka-yarn-local in $XDG_DATA_HOME, or in"
              + " ~/.local/share).")
  private String dir;

  @Option(
      names = {"-fresh", "--fresh"},
      description = "Remove what is kept there, and start anew.")
  private boolean fresh;

  @Option(
      names = {"-brokers", "--brokers"},
      paramLabel = "N",
      description = "How many Kafka nodes (default: 3, or as many as last time).")
  private String brokers;

  @Option(
      names = {"-name", "--name"},
      paramLabel = "NAME",
      description = "The Kafka cluster's name (default: kafka).")
  private String name = ClusterName.DEFAULT;

  @Option(
      names = {"-hosts", "--hosts"},
      paramLabel = "N",
      description = "How many NodeManagers (default: one for each broker, 3 to 9).")
  private int hosts;

  @Option(
      names = {"-rm-port", "--rm-port"},
      paramLabel = "PORT",
      description =
          "The ResourceManager's port, 8032 by default; it takes the 2 below and the 1 above too."
              + " 0: any free ones.")
  private int rmPort = 8032;

  @Option(
      names = {"-web-port", "--web-port"},
      paramLabel = "PORT",
      description = "The port of the ResourceManager's web UI (default: 8088). 0: any free one.")
  private int webPort = 8088;

  @Option(
      names = {"-nm-port", "--nm-port"},
      paramLabel = "PORT",
      description =
          "The first of 4 ports of every NodeManager, at 127.0.0.11 and up (default: 8040). 0: any"
              + " free ones.")
  private int nmPort = 8040;

  @Unmatched private List<String> submitOptions = new ArrayList<>();

  public LocalCommand(Surroundings surroundings, Program program) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    ClusterName.check(name);
    requireNoOtherConfiguration();
    LocalDirectory directory = LocalDirectory.lock(LocalDirectory.choose(dir));
    LocalRun run = new LocalRun(surroundings, program, name);
    if (fresh) {
      directory.clear();
    }
    boolean first = !directory.holdsCluster(name);
    directory.redirectLogs();
    Memory.shortage(asked()).ifPresent(console::warn);
    EmbeddedYarnOptions options = options(directory);
    console.progress(
        "starting YARN: a ResourceManager and %d NodeManagers; their files: %s"
            .formatted(options.nodeManagers(), directory.path()));
    EmbeddedYarn yarn = run.start(options);
    stopWithTheJvm(run);
    console.progress("YARN runs: " + yarn.resourceManagerUrl());
    int code = run.submit(yarn, submission(first));
    if (code == 0) {
      describe(yarn, directory);
    }
    if (code == 0 || run.isStopping()) {
      new CountDownLatch(1).await(); // The end of the JVM ends this.
    }
    return code;
  }

  /** However the JVM ends, what has been started by then is stopped in order. */
  private static void stopWithTheJvm(LocalRun run) {
    ShutdownHookManager.get()
        .addShutdownHook(
            () -> {
              int code = run.stop();
              System.out.flush();
              System.err.flush();
              // The JVM's own code would be that of the signal, however well it went.
              Runtime.getRuntime().halt(code);
            },
            HOOK_PRIORITY,
            LocalRun.LONGEST_STOP.toSeconds(),
            TimeUnit.SECONDS);
  }

  private EmbeddedYarnOptions options(LocalDirectory directory) {
    int nodeManagers = hosts > 0 ? hosts : Math.max(LEAST_HOSTS, Math.min(MOST_HOSTS, asked()));
    return EmbeddedYarnOptions.in(directory.path(), HadoopJars.ofThisProgram())
        .nodeManagers(nodeManagers)
        .memoryMb(Memory.perHostMb(nodeManagers))
        .vcores(Math.max(8, 4 * asked()))
        .racks("/rack-1", "/rack-2", "/rack-3")
        .rmPort(rmPort)
        .webPort(webPort)
        .nodeManagerPort(nmPort)
        // When all else fails, Kafka gets this long to shut down by itself.
        .sigkillDelay(Duration.ofSeconds(5))
        .set("yarn.resourcemanager.am.max-attempts", "20");
  }

  private List<String> submission(boolean first) {
    List<String> args = new ArrayList<>();
    if (brokers != null) {
      args.addAll(List.of("-brokers", brokers));
    }
    args.addAll(submitOptions);
    if (first && submitOptions.stream().noneMatch(Memory::isAboutMemory)) {
      args.addAll(List.of("-heap", Memory.LOCAL_HEAP));
    }
    return args;
  }

  private void describe(EmbeddedYarn yarn, LocalDirectory directory) {
    console.print("YARN's web UI:  " + yarn.resourceManagerUrl() + "/cluster");
    console.print("data and logs:  " + directory.path());
    console.print("In other terminals: export HADOOP_CONF_DIR=" + yarn.confDir());
    console.print("Ctrl-C stops it in order; the data stays for the next time.");
  }

  private int asked() {
    try {
      return brokers == null ? LEAST_HOSTS : Math.max(1, Integer.parseInt(brokers.strip()));
    } catch (NumberFormatException e) {
      return LEAST_HOSTS; // submit says what is wrong with it.
    }
  }

  private static void requireNoOtherConfiguration() {
    Object other = new Configuration().getResource("core-site.xml");
    if (other != null) {
      throw new UserError(
          "local mode starts a YARN of its own, but the classpath has another's configuration: "
              + other
              + ". Start it with bin/kafka-yarn local");
    }
  }
}
