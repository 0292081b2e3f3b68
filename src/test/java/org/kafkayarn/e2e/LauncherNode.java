package org.kafkayarn.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.kafkayarn.launcher.Launcher;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/** One node's launcher, in the directories and environment of a container, without YARN. */
final class LauncherNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String TOKEN = "a token";

  private final int id;
  private final Path root;
  private final int controlPort;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> launchers = new ArrayList<>();
  private int brokerPort;
  private int controllerPort;

  LauncherNode(Path root, int id) throws IOException {
    this.id = id;
    this.root = Files.createDirectories(root);
    List<Integer> ports = freePorts(3);
    this.controlPort = ports.get(0);
    this.brokerPort = ports.get(1);
    this.controllerPort = ports.get(2);
    Files.createDirectories(logDir());
    Files.createDirectories(workDir());
    Files.createSymbolicLink(workDir().resolve("kafka"), Path.of(System.getProperty("kafka.dir")));
    Files.writeString(workDir().resolve(ControlProtocol.TOKEN_FILE), TOKEN);
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  private Path appDir() {
    return root.resolve("local/usercache/alice/appcache/application_1");
  }

  private Path workDir() {
    return appDir().resolve(containerId());
  }

  private Path logDir() {
    return root.resolve("logs");
  }

  Path dataDir() {
    return root.resolve("data");
  }

  int brokerPort() {
    return brokerPort;
  }

  int controllerPort() {
    return controllerPort;
  }

  int controlPort() {
    return controlPort;
  }

  String containerId() {
    return "container_1700000000000_0001_01_%06d".formatted(id + 2);
  }

  /** What comes next on this host listens elsewhere. */
  void movePorts() throws IOException {
    List<Integer> ports = freePorts(2);
    brokerPort = ports.get(0);
    controllerPort = ports.get(1);
  }

  void loseData() throws IOException {
    try (Stream<Path> below = Files.walk(dataDir())) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** Starts Kafka: in this launcher, or in a new one when there is none. */
  void start(LaunchSpec spec) throws IOException, URISyntaxException {
    if (!launchers.isEmpty() && launchers.get(launchers.size() - 1).isAlive()) {
      client().start(spec).join();
      return;
    }
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(MemoryFootprint.launcherJvmOptions());
    Path launcher =
        Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    command.addAll(List.of("-cp", launcher.toString(), Launcher.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workDir().toFile())
            .redirectOutput(logDir().resolve("launcher.out").toFile())
            .redirectError(logDir().resolve("launcher.err").toFile());
    builder.environment().putAll(LaunchEnvironment.toMap(spec));
    builder.environment().put("LOCAL_DIRS", appDir().toString());
    builder.environment().put("LOG_DIRS", logDir().toString());
    builder.environment().put("CONTAINER_ID", containerId());
    launchers.add(builder.start());
  }

  private ControlClient client() {
    return new ControlClient(http, "localhost", controlPort, TOKEN, Duration.ofSeconds(10));
  }

  /** Empty while it does not answer yet. */
  Optional<LauncherState> state() {
    try {
      return Optional.of(client().state().join());
    } catch (CompletionException e) {
      return Optional.empty();
    }
  }

  LauncherState await(LauncherState.Phase phase) throws Exception {
    return Until.isTrue(
            "node " + id + " is " + phase,
            PATIENCE,
            this::state,
            state -> state.filter(s -> s.phase() == phase).isPresent())
        .orElseThrow();
  }

  void stop(Duration grantWait) {
    LauncherState unused = client().stop(grantWait).join();
  }

  /** SIGKILL, as the kernel does it. The launcher stays. */
  void killKafka() throws Exception {
    long pid = await(LauncherState.Phase.RUNNING).pid().orElseThrow();
    boolean unused = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    LauncherState ended = await(LauncherState.Phase.FAILED);
    if (ended.pid().isPresent()) {
      throw new AssertionError("a killed process still runs: " + ended);
    }
  }

  String serverLog() throws IOException {
    return Files.readString(logDir().resolve("server.log"));
  }

  @Override
  public void close() {
    for (Process launcher : launchers) {
      List<ProcessHandle> below = launcher.descendants().toList();
      launcher.destroyForcibly();
      below.forEach(ProcessHandle::destroyForcibly);
      launcher.onExit().join();
      below.forEach(process -> process.onExit().join());
    }
    try {
      Files.delete(workDir().resolve("kafka"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
