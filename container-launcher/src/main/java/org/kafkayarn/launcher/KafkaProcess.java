package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.kafkayarn.launcher.child.KafkaMain;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.KafkaEnvironmentNames;

/**
 * One run of Kafka. Its standard streams go to a file, not to us, so that neither side waits for
 * the other; its standard input is the sign of our life (see KafkaMain).
 */
final class KafkaProcess {
  private static final String OUTPUT = "kafka.out";

  private final Process process;
  private final LogTail output;
  private final LogTail serverLog;
  private final GrowingLog growing;

  private KafkaProcess(Process process, LogTail output, LogTail serverLog, GrowingLog growing) {
    this.process = process;
    this.output = output;
    this.serverLog = serverLog;
    this.growing = growing;
  }

  static KafkaProcess start(List<String> command, Path workDir, Path logDir) throws LaunchFailure {
    Path output = logDir.resolve(OUTPUT);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(workDir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith(KafkaEnvironmentNames.OUR_PREFIX)
                    || KafkaEnvironmentNames.key(name).isPresent());
    // glibc reserves 64 MiB of addresses for each arena, up to 8 arenas a core.
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    LogTail serverLog = LogTail.fromNow(logDir.resolve(KafkaLogging.SERVER_LOG));
    GrowingLog growing = GrowingLog.fromNow(logDir.resolve(KafkaLogging.SERVER_LOG));
    try {
      if (Files.exists(output)) {
        Files.move(output, logDir.resolve(OUTPUT + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
      return new KafkaProcess(builder.start(), LogTail.fromNow(output), serverLog, growing);
    } catch (IOException e) {
      throw new LaunchFailure(
          DiskTrouble.classOf(e, FailureClass.NO_JAVA),
          "cannot run " + command.get(0) + ": " + e.getMessage());
    }
  }

  long pid() {
    return process.pid();
  }

  CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** SIGTERM: Kafka's controlled shutdown. Process.destroy() would close its standard input. */
  void stop() {
    Object unused = process.toHandle().destroy();
  }

  /** It is to close its logs even when no controller grants its shutdown. */
  void endGrantWait() {
    try {
      process.getOutputStream().write(KafkaMain.END_GRANT_WAIT);
      process.getOutputStream().flush();
    } catch (IOException e) {
      System.err.println("launcher: cannot tell Kafka to wait no longer: " + e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** It said once that it serves. */
  boolean started() {
    return serverLog.contains("Kafka Server started");
  }

  /** What its log has got since the last call, of the wanted lines. By one thread at a time. */
  List<String> newLines(Predicate<String> wanted) {
    return growing.next(wanted);
  }

  /** What this run has said, its log first, then its standard streams. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(serverLog.lines());
    lines.addAll(output.lines());
    return lines;
  }
}
