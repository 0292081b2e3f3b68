package org.kafkayarn.launcher;

import com.sun.net.httpserver.HttpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;

/**
 * The process of a YARN container that runs Kafka: serves the control endpoint, and supervises
 * Kafka as its child. It ends by itself only when nobody could reach it; every other failure is a
 * state that it reports.
 */
public final class Launcher {
  /** As long as an orphan may take for its orderly shutdown before it is killed. */
  private static final Duration ORPHAN_STOP = Duration.ofSeconds(60);

  /** As long as Kafka's own wait for a controlled shutdown without a quorum (4.3.1). */
  private static final Duration PREDECESSOR_STOP = Duration.ofMinutes(6);

  private Launcher() {}

  public static void main(String[] args) {
    System.exit(run(System.getenv(), Path.of("").toAbsolutePath())); // main
  }

  private static int run(Map<String, String> environment, Path workDir) {
    Supervisor supervisor;
    try {
      LaunchSpec spec = spec(environment);
      ContainerContext container = ContainerContext.of(environment, workDir);
      Predecessor predecessor = new Predecessor(container, PREDECESSOR_STOP);
      HttpServer server = predecessor.bind(spec);
      Preparation preparation = new Preparation(container, predecessor, new Orphans(ORPHAN_STOP));
      supervisor = new Supervisor(spec, container.containerId(), preparation);
      ReadingDesk reading = new ReadingDesk(container.logDirs(), supervisor.board());
      new ControlServer(server, supervisor, reading, container.token()).start();
    } catch (LaunchFailure e) {
      System.err.println("launcher: " + e.failure() + ": " + e.getMessage());
      return e.failure().exitCode();
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor), "shutdown"));
    Object unused = supervisor.startFirst();
    return supervisor.ended().join();
  }

  /** The JVM waits for this: a SIGTERM to us is one to Kafka, and Kafka's end is ours. */
  private static void stop(Supervisor supervisor) {
    Object unused = supervisor.exit();
    supervisor.ended().join();
  }

  private static LaunchSpec spec(Map<String, String> environment) throws LaunchFailure {
    try {
      return LaunchEnvironment.fromMap(environment);
    } catch (IllegalArgumentException e) {
      throw new LaunchFailure(FailureClass.BAD_ENVIRONMENT, e.getMessage());
    }
  }
}
