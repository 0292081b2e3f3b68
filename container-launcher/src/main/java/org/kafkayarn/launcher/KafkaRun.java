package org.kafkayarn.launcher;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/**
 * One run of Kafka: from its preparation, which may be all of it, to its end. The supervisor's
 * thread only.
 */
final class KafkaRun {
  /** What becomes of a run; told on the supervisor's thread. */
  interface Listener {
    /** There is something to tell. */
    void changed();

    /** Kafka has come to run. */
    void running();

    /** It is over, and has its {@link #exit}. */
    void ended();
  }

  private static final Duration FORMAT_POLL = Duration.ofMillis(25);

  /** A class-data archive is made when Kafka has settled. */
  private static final Duration ARCHIVE_AFTER = Duration.ofSeconds(20);

  private final LaunchSpec spec;
  private final Preparation preparation;
  private final LauncherThreads threads;
  private final Listener listener;

  private boolean stopping;
  private int starts;
  private Optional<KafkaProcess> child = Optional.empty();
  private Optional<Exit> exit = Optional.empty();
  private DataDirectories directories = DataDirectories.none();
  private Optional<Recovery> recovery = Optional.empty();
  private Map<String, Duration> steps = Map.of();
  private List<String> warnings = List.of();
  private boolean formatted;

  /** The first one. */
  KafkaRun(LaunchSpec spec, Preparation preparation, LauncherThreads threads, Listener listener) {
    this.spec = spec;
    this.preparation = preparation;
    this.threads = threads;
    this.listener = listener;
  }

  /** The one after this. What this has found counts until that has found something itself. */
  KafkaRun next(LaunchSpec wanted) {
    KafkaRun next = new KafkaRun(wanted, preparation, threads, listener);
    next.starts = starts;
    next.directories = directories;
    next.warnings = warnings;
    return next;
  }

  LaunchSpec spec() {
    return spec;
  }

  OptionalLong pid() {
    return child.map(c -> OptionalLong.of(c.pid())).orElse(OptionalLong.empty());
  }

  /** How many Kafka processes there were until now, with those of earlier runs. */
  int starts() {
    return starts;
  }

  Optional<Exit> exit() {
    return exit;
  }

  DataDirectories directories() {
    return directories;
  }

  Optional<Recovery> recovery() {
    return recovery;
  }

  Map<String, Duration> steps() {
    return steps;
  }

  List<String> warnings() {
    return warnings;
  }

  boolean formatted() {
    return formatted;
  }

  DiskWatch.Watched watchedDisks() {
    return preparation.watched(spec, directories);
  }

  void begin() {
    threads.prepare(this::prepare, this::prepared);
  }

  /** A preparation goes on to its end, and nothing is started then. */
  void stop() {
    stopping = true;
    child.ifPresent(KafkaProcess::stop);
  }

  /** A Kafka that runs now waits no longer than that for a controller to grant its shutdown. */
  void endGrantWait(Duration after) {
    if (child.isPresent()) {
      threads.later(after, () -> child.ifPresent(KafkaProcess::endGrantWait));
    }
  }

  /** Either what a start needs, or why there is none. */
  private record Launch(Optional<Preparation.Prepared> prepared, Optional<LaunchFailure> failure) {}

  private Launch prepare() {
    try {
      return new Launch(Optional.of(preparation.prepare(spec)), Optional.empty());
    } catch (LaunchFailure e) {
      return new Launch(Optional.empty(), Optional.of(e));
    }
  }

  private void prepared(Launch launch, Throwable error) {
    if (error != null) {
      failedToStart(new LaunchFailure(FailureClass.CRASHED, "the launcher failed: " + error));
    } else if (launch.failure().isPresent()) {
      failedToStart(launch.failure().get());
    } else {
      Preparation.Prepared prepared = launch.prepared().orElseThrow();
      directories = prepared.directories();
      steps = new LinkedHashMap<>(prepared.steps());
      warnings = prepared.warnings();
      if (stopping) {
        end(
            new Exit(
                Optional.empty(),
                Instant.now(),
                true,
                directories.areCleanlyShutDown(),
                Optional.empty(),
                "Kafka was not started: it was asked to stop before",
                List.of()));
        return;
      }
      start(prepared);
    }
  }

  private void start(Preparation.Prepared prepared) {
    try {
      KafkaProcess process =
          KafkaProcess.start(prepared.command(), preparation.workDir(), preparation.logDir());
      child = Optional.of(process);
      starts++;
      Object unused =
          process.onExit().thenAccept(code -> threads.execute(() -> childEnded(process, code)));
      directories.record(process.pid());
      awaitFormat(process, prepared, Instant.now());
    } catch (LaunchFailure e) {
      failedToStart(e);
    } catch (IOException e) {
      // Kafka runs unrecorded: should this launcher be killed, Kafka ends by its standard input,
      // and Kafka's own lock guards the directory.
      warnings = with(warnings, "cannot record Kafka's process beside its data: " + e);
      awaitFormat(child.orElseThrow(), prepared, Instant.now());
    }
  }

  /** Kafka runs when its directories are formatted. */
  private void awaitFormat(KafkaProcess process, Preparation.Prepared prepared, Instant begun) {
    if (child.isEmpty() || stopping) {
      return;
    }
    if (!directories.areFormatted()) {
      listener.changed();
      threads.later(FORMAT_POLL, () -> awaitFormat(process, prepared, begun));
      return;
    }
    if (directories.toFormat()) {
      formatted = true;
      Map<String, Duration> all = new LinkedHashMap<>(steps);
      all.put("format", Duration.between(begun, Instant.now()));
      steps = all;
    }
    listener.running();
    new RecoveryWatch(threads.watch(), process, now -> threads.execute(() -> recovers(now)))
        .begin();
    prepared.archiving().ifPresent(archiving -> archiveLater(process, archiving));
  }

  private void archiveLater(KafkaProcess process, Runnable archiving) {
    Runnable task =
        () -> {
          if (process.isAlive()) {
            LauncherThreads.daemon(archiving, "class-data").start();
          }
        };
    threads.later(ARCHIVE_AFTER, task);
  }

  private void recovers(Optional<Recovery> now) {
    if (child.isPresent()) {
      recovery = now;
      listener.changed();
    }
  }

  private void childEnded(KafkaProcess process, int code) {
    child = Optional.empty();
    recovery = Optional.empty();
    try {
      directories.forget();
    } catch (IOException e) {
      warnings = with(warnings, "cannot remove the record of a dead Kafka process: " + e);
    }
    end(
        ExitReport.of(
            code,
            stopping,
            directories.areCleanlyShutDown(),
            process.started(),
            spec.heapMb(),
            process.lines(),
            Instant.now()));
  }

  private void failedToStart(LaunchFailure failure) {
    end(
        new Exit(
            Optional.empty(),
            Instant.now(),
            stopping,
            directories.areCleanlyShutDown(),
            Optional.of(failure.failure()),
            failure.getMessage(),
            List.of(),
            failure.takenPorts()));
  }

  private void end(Exit end) {
    exit = Optional.of(end);
    listener.ended();
  }

  private static List<String> with(List<String> list, String one) {
    List<String> longer = new ArrayList<>(list);
    longer.add(one);
    return longer;
  }
}
