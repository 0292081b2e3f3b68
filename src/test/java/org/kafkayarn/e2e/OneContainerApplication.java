package org.kafkayarn.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.client.local.EmbeddedYarn;
import org.kafkayarn.launcher.Launcher;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/** One application of {@link OneContainerMaster} with one Kafka node, driven by the test. */
final class OneContainerApplication implements AutoCloseable {
  private static final String CLUSTER_ID = "WZEKwK-bS62oT3ZOSU0dgw";
  private static final String DIRECTORY_ID = "JEXY6aqzQY-32P5TStzaFg";
  private static final String TOKEN = "a token";
  private static final int HEAP_MB = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final YarnClient client = YarnClient.createYarnClient();
  private final Path dir;
  private final String cluster;
  private final List<Integer> ports = freePorts();
  private ApplicationId id;
  private int launches;

  OneContainerApplication(EmbeddedYarn yarn, Path root, String cluster)
      throws IOException, YarnException {
    this.cluster = cluster;
    this.dir = Files.createDirectories(root.resolve(cluster));
    client.init(yarn.configuration());
    client.start();
    submit(yarn);
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket a = new ServerSocket(0);
        ServerSocket b = new ServerSocket(0);
        ServerSocket c = new ServerSocket(0)) {
      return List.of(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
    }
  }

  private void submit(EmbeddedYarn yarn) throws IOException, YarnException {
    ApplicationSubmissionContext context =
        client.createApplication().getApplicationSubmissionContext();
    id = context.getApplicationId();
    context.setApplicationName(cluster);
    context.setKeepContainersAcrossApplicationAttempts(true);
    context.setMaxAppAttempts(2);
    context.setResource(Resource.newInstance(512, 1));
    String classPath =
        yarn.confDir()
            + ":"
            + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    context.setAMContainerSpec(
        ContainerLaunchContext.newInstance(
            Map.of(),
            Map.of("CLASSPATH", classPath),
            List.of(
                "exec "
                    + java
                    + " -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                    + " -XX:ReservedCodeCacheSize=32m -XX:CompressedClassSpaceSize=32m "
                    + OneContainerMaster.class.getName()
                    + " "
                    + dir
                    + " 1><LOG_DIR>/master.out 2><LOG_DIR>/master.err"),
            Map.of(),
            null,
            Map.of()));
    client.submitApplication(context);
  }

  /** The node's spec; with its data expected once it was formatted. */
  LaunchSpec spec(String startId, boolean dataExpected, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put(
        "listeners",
        "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d".formatted(ports.get(1), ports.get(2)));
    properties.put("advertised.listeners", "PLAINTEXT://localhost:" + ports.get(1));
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("controller.quorum.bootstrap.servers", "localhost:" + ports.get(2));
    properties.put("offsets.topic.replication.factor", "1");
    properties.putAll(more);
    return new LaunchSpec(
        cluster,
        System.getProperty("user.name"),
        CLUSTER_ID,
        1,
        "localhost",
        ports.get(0),
        ports.subList(1, 3),
        List.of(),
        dataExpected,
        Optional.of("1@localhost:%d:%s".formatted(ports.get(2), DIRECTORY_ID)),
        properties,
        HEAP_MB,
        List.of(),
        System.getProperty("kafka.dir"),
        Optional.empty(),
        startId,
        Duration.ofMinutes(5),
        Duration.ofSeconds(1));
  }

  /** Has the master launch a container with the launcher; returns the container's id. */
  String launch(LaunchSpec spec) throws IOException {
    Path token = dir.resolve("control.token");
    Path script = dir.resolve("java17.sh");
    if (launches == 0) {
      Files.writeString(token, TOKEN);
      try (InputStream in = Launcher.class.getResourceAsStream("java17.sh")) {
        Files.copy(in, script);
      }
    }
    Properties launch = new Properties();
    LaunchEnvironment.toMap(spec)
        .forEach((name, value) -> launch.put(OneContainerMaster.ENVIRONMENT + name, value));
    launch.put(OneContainerMaster.RESOURCE + "control.token", token.toString());
    launch.put(OneContainerMaster.RESOURCE + "java17.sh", script.toString());
    launch.put(OneContainerMaster.MEMORY, String.valueOf(MemoryFootprint.containerMb(HEAP_MB)));
    launch.put(
        OneContainerMaster.COMMAND,
        "exec bash java17.sh "
            + String.join(" ", MemoryFootprint.launcherJvmOptions())
            + " -cp "
            + Launcher.class.getProtectionDomain().getCodeSource().getLocation().getPath()
            + " "
            + Launcher.class.getName()
            + " 1><LOG_DIR>/launcher.out 2><LOG_DIR>/launcher.err");
    Path temporary = dir.resolve("launch.tmp");
    try (var out = Files.newOutputStream(temporary)) {
      launch.store(out, null);
    }
    Files.move(
        temporary,
        dir.resolve(OneContainerMaster.LAUNCH + launches),
        StandardCopyOption.ATOMIC_MOVE);
    launches++;
    return awaitEvent("started ", launches).split(" ", -1)[1];
  }

  ControlClient control() {
    return new ControlClient(http, "localhost", ports.get(0), TOKEN, Duration.ofSeconds(20));
  }

  LauncherState await(String startId, Phase phase) {
    LauncherState[] last = new LauncherState[1];
    await(
        () -> {
          try {
            last[0] = control().state().join();
          } catch (CompletionException e) {
            return false;
          }
          return last[0].phase() == phase && last[0].startId().equals(startId);
        },
        () -> startId + " " + phase + ", but " + last[0] + ", events " + events());
    return last[0];
  }

  /** The n-th event, from 1, that begins so. */
  String awaitEvent(String beginning, int n) {
    await(() -> events(beginning).size() >= n, () -> n + " x " + beginning + ", but " + events());
    return events(beginning).get(n - 1);
  }

  List<String> events(String beginning) {
    return events().stream().filter(event -> event.startsWith(beginning)).toList();
  }

  private List<String> events() {
    Path file = dir.resolve(OneContainerMaster.EVENTS);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ApplicationId id() {
    return id;
  }

  void kill() throws IOException, YarnException {
    client.killApplication(id);
  }

  static void await(BooleanSupplier condition, Supplier<String> wanted) {
    Object lock = new Object();
    long end = System.nanoTime() + PATIENCE.toNanos();
    synchronized (lock) {
      while (!condition.getAsBoolean()) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("expected within " + PATIENCE + ": " + wanted.get());
        }
        try {
          lock.wait(100);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Override
  public void close() throws IOException, YarnException {
    List<ProcessHandle> kafkas = new ArrayList<>();
    try {
      control().state().join().pid().ifPresent(pid -> ProcessHandle.of(pid).ifPresent(kafkas::add));
    } catch (CompletionException e) {
      // No launcher any more, so no Kafka of it.
      kafkas.clear();
    }
    kill();
    await(() -> kafkas.stream().noneMatch(LinuxProcess::isRunning), () -> "the end of " + kafkas);
    client.stop();
  }
}
