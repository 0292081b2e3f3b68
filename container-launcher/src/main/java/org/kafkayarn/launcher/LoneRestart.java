package org.kafkayarn.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState.Exit;

/**
 * The restart of a crashed Kafka by a launcher that nobody commands. Whoever commands it decides on
 * a restart; when there is nobody, a crash must not be the end.
 */
final class LoneRestart {
  private final LauncherThreads threads;
  private final Predicate<KafkaRun> unattended;
  private final Consumer<LaunchSpec> start;
  private volatile Instant lastWord = Instant.now();

  /**
   * @param unattended whether nothing has been done since that run has failed
   */
  LoneRestart(LauncherThreads threads, Predicate<KafkaRun> unattended, Consumer<LaunchSpec> start) {
    this.threads = threads;
    this.unattended = unattended;
    this.start = start;
  }

  /** Someone with the token spoke to us. Any thread. */
  void heardOfMaster() {
    lastWord = Instant.now();
  }

  void follow(KafkaRun failed) {
    Exit end = failed.exit().orElseThrow();
    if (ExitReport.isCrash(end)) {
      LaunchSpec spec = failed.spec();
      Instant due = latest(lastWord.plus(spec.aloneAfter()), end.at().plus(spec.aloneBackoff()));
      threads.later(Duration.between(Instant.now(), due), () -> restart(failed));
    }
  }

  private void restart(KafkaRun failed) {
    if (!unattended.test(failed)) {
      return;
    }
    if (lastWord.plus(failed.spec().aloneAfter()).isAfter(Instant.now())) {
      follow(failed);
    } else {
      System.err.println("launcher: no word from an ApplicationMaster: Kafka starts again");
      start.accept(asBefore(failed.spec(), failed.directories()));
    }
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The same, but on the very directories that it has formatted. */
  private static LaunchSpec asBefore(LaunchSpec failed, DataDirectories directories) {
    if (!directories.areFormatted()) {
      return failed;
    }
    Map<String, String> ids = new LinkedHashMap<>(failed.directoryIds());
    ids.putAll(directories.ids());
    return failed.onData(
        directories.names(), ids, directories.metadataDirectoryId().or(failed::metadataDirectory));
  }
}
