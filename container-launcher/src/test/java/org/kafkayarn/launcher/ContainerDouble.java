package org.kafkayarn.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/**
 * The directories and the environment that YARN gives a container, and launcher processes in it, in
 * a process group of their own as the NodeManager makes it.
 */
final class ContainerDouble implements AutoCloseable {
  static final String CLUSTER_ID = "WZEKwK-bS62oT3ZOSU0dgw";
  static final String DIRECTORY_ID = "JEXY6aqzQY-32P5TStzaFg";
  static final String FIRST_CONTAINER = "container_1700000000000_0001_01_000002";
  static final String SECOND_CONTAINER = "container_1700000000000_0001_01_000003";
  private static final String TOKEN = "a token";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path localDir;
  private final Path workDir;
  private final Path logDir;
  private int controlPort;
  private final int kafkaPort;
  private final int quorumPort;
  private final List<Process> launchers = new ArrayList<>();

  ContainerDouble(Path dir) throws IOException {
    Path root = dir.toRealPath();
    localDir = root.resolve("local");
    workDir = Files.createDirectories(appDir().resolve("container_1"));
    logDir = Files.createDirectories(root.resolve("logs"));
    Files.createSymbolicLink(workDir.resolve("kafka"), Path.of(System.getProperty("kafka.dir")));
    Files.writeString(workDir.resolve("control.token"), TOKEN);
    List<Integer> ports = freePorts();
    controlPort = ports.get(0);
    kafkaPort = ports.get(1);
    quorumPort = ports.get(2);
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket a = new ServerSocket(0);
        ServerSocket b = new ServerSocket(0);
        ServerSocket c = new ServerSocket(0)) {
      return List.of(a.getLocalPort(), b.getLocalPort(), c.getLocalPort());
    }
  }

  private Path appDir() {
    return localDir.resolve("usercache/alice/appcache/application_1");
  }

  Path workDir() {
    return workDir;
  }

  Path logDir() {
    return logDir;
  }

  int controlPort() {
    return controlPort;
  }

  /** From now on launchers get another control port. */
  void moveControlPort() throws IOException {
    controlPort = freePorts().get(0);
  }

  int kafkaPort() {
    return kafkaPort;
  }

  Path defaultDataDir() {
    return localDir.resolve("kafka-yarn/alice/kafka/1");
  }

  LaunchSpec spec(String startId) {
    return spec(startId, Map.of());
  }

  LaunchSpec spec(String startId, Map<String, String> more) {
    return spec(startId, List.of(), false, voters(), more);
  }

  /** As for a node that is not one of the first voters. */
  LaunchSpec withoutVoters(String startId, Map<String, String> more) {
    return spec(startId, List.of(), false, Optional.empty(), more);
  }

  private Optional<String> voters() {
    return Optional.of("1@localhost:%d:%s".formatted(quorumPort, DIRECTORY_ID));
  }

  /** As after a first start: on the directories that it has formatted. */
  LaunchSpec expecting(String startId) {
    return expecting(startId, Map.of());
  }

  LaunchSpec expecting(String startId, Map<String, String> more) {
    return spec(startId, List.of(defaultDataDir().toString()), true, voters(), more);
  }

  LaunchSpec at(String startId, Path dataDir, boolean dataExpected) {
    return spec(startId, List.of(dataDir.toString()), dataExpected, voters(), Map.of());
  }

  LaunchSpec at(String startId, List<Path> dataDirs, boolean dataExpected) {
    List<String> names = dataDirs.stream().map(Path::toString).toList();
    return spec(startId, names, dataExpected, voters(), Map.of());
  }

  private LaunchSpec spec(
      String startId,
      List<String> dataDirs,
      boolean dataExpected,
      Optional<String> voters,
      Map<String, String> more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", "1");
    properties.put(
        "listeners",
        "PLAINTEXT://localhost:%d,CONTROLLER://localhost:%d".formatted(kafkaPort, quorumPort));
    properties.put("advertised.listeners", "PLAINTEXT://localhost:" + kafkaPort);
    properties.put("controller.listener.names", "CONTROLLER");
    properties.put("controller.quorum.bootstrap.servers", "localhost:" + quorumPort);
    properties.put("offsets.topic.replication.factor", "1");
    properties.put("group.coordinator.rebalance.protocols", "classic");
    properties.put("ssl.keystore.password", "hush");
    properties.putAll(more);
    return new LaunchSpec(
        "kafka",
        "alice",
        CLUSTER_ID,
        1,
        "localhost",
        controlPort,
        List.of(kafkaPort, quorumPort),
        dataDirs,
        dataExpected,
        voters,
        properties,
        256,
        List.of(),
        "kafka",
        Optional.empty(),
        startId,
        Duration.ofSeconds(3),
        Duration.ofSeconds(1));
  }

  ControlClient launch(LaunchSpec spec) throws IOException {
    return launch(spec, FIRST_CONTAINER);
  }

  /** In another container on the same host: directories and token are the same here. */
  ControlClient launch(LaunchSpec spec, String containerId) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(MemoryFootprint.launcherJvmOptions());
    command.addAll(List.of("-cp", System.getProperty("launcher.classes")));
    command.add(Launcher.class.getName());
    // Without setsid forking, the process that we start is the leader of its group.
    command.remove("--wait");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workDir.toFile())
            .redirectOutput(logDir.resolve("launcher.out").toFile())
            .redirectError(logDir.resolve("launcher.err").toFile());
    Map<String, String> environment = builder.environment();
    environment.putAll(LaunchEnvironment.toMap(spec));
    environment.put("LOCAL_DIRS", appDir().toString());
    environment.put("LOG_DIRS", logDir.toString());
    environment.put("CONTAINER_ID", containerId);
    environment.put("MALLOC_ARENA_MAX", "1");
    launchers.add(builder.start());
    return client(TOKEN);
  }

  ControlClient client(String token) {
    return new ControlClient(http, "localhost", controlPort, token, Duration.ofSeconds(10));
  }

  private Process launcher() {
    return launchers.get(launchers.size() - 1);
  }

  boolean isLauncherAlive() {
    return launcher().isAlive();
  }

  int awaitLauncher() throws InterruptedException {
    if (!launcher().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the launcher still runs: " + launcherLog());
    }
    return launcher().exitValue();
  }

  /** The exit code of the launcher before the last one. */
  int awaitEarlierLauncher() throws InterruptedException {
    Process earlier = launchers.get(launchers.size() - 2);
    if (!earlier.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the earlier launcher still runs: " + launcherLog());
    }
    return earlier.exitValue();
  }

  void killLauncher() throws InterruptedException {
    launcher().destroyForcibly().waitFor();
  }

  void signalGroup(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "--", "-" + launcher().pid()).start().waitFor();
  }

  LauncherState await(ControlClient client, Phase phase) {
    return await(client, Optional.empty(), phase);
  }

  LauncherState awaitStart(ControlClient client, String startId, Phase phase) {
    return await(client, Optional.of(startId), phase);
  }

  private LauncherState await(ControlClient client, Optional<String> startId, Phase phase) {
    LauncherState[] last = new LauncherState[1];
    boolean came =
        Deadline.in(PATIENCE)
            .await(
                () -> {
                  if (!isLauncherAlive()) {
                    throw new AssertionError("the launcher ended: " + launcherLog());
                  }
                  try {
                    last[0] = client.state().join();
                  } catch (CompletionException e) {
                    return false;
                  }
                  return last[0].phase() == phase
                      && startId.map(last[0].startId()::equals).orElse(true);
                });
    if (!came) {
      throw new AssertionError("not " + phase + ": " + last[0] + "\n" + launcherLog());
    }
    return last[0];
  }

  /** Kafka accepts connections. */
  void awaitKafka() {
    boolean up =
        Deadline.in(PATIENCE)
            .await(
                () -> {
                  try (Socket socket = new Socket(InetAddress.getByName("localhost"), kafkaPort)) {
                    return socket.isConnected() && serverLog().contains("Kafka Server started");
                  } catch (IOException e) {
                    return false;
                  }
                });
    if (!up) {
      throw new AssertionError("Kafka does not answer: " + serverLog());
    }
  }

  private String serverLog() {
    return read(logDir.resolve("server.log"));
  }

  String launcherLog() {
    return read(logDir.resolve("launcher.err"));
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** They and all below them, at once. */
  void endLaunchers() {
    for (Process launcher : launchers) {
      List<ProcessHandle> below = launcher.descendants().toList();
      launcher.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      launcher.onExit().join();
      below.forEach(process -> process.onExit().join());
    }
  }

  @Override
  public void close() {
    endLaunchers();
    // An orphan ends by itself; its directory must not go while it writes.
    ChildRecord.live(defaultDataDir())
        .ifPresent(
            orphan -> {
              ProcessHandle.of(orphan.pid()).ifPresent(ProcessHandle::destroyForcibly);
              Deadline.in(PATIENCE).await(() -> !orphan.isAlive());
            });
    try {
      Files.delete(workDir.resolve("kafka"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
