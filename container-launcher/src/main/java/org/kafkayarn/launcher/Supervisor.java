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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;
import org.kafkayarn.launcher.contract.Started;

/**
 * Starts, stops and restarts Kafka as it is told, and tells what became of it. One thread, "{@code
 * supervisor}", owns all state here; what blocks runs on another and comes back as a task of that
 * thread. There is at most one Kafka process or preparation of one.
 */
final class Supervisor {
  private static final Duration FORMAT_POLL = Duration.ofMillis(25);

  /** A class-data archive is made when Kafka has settled. */
  private static final Duration ARCHIVE_AFTER = Duration.ofSeconds(20);

  /** One for the disks, which may block, and one for Kafka's log. */
  private static final int WATCHES = 2;

  /** The answers to those who asked for the end, or wait for it, are to reach them. */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "supervisor"));
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(WATCHES, task -> daemon(task, "watch"));
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "preparation"));
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final String launcherId = UUID.randomUUID().toString();
  private final String containerId;
  private final Preparation preparation;
  private final DiskPatrol disks;
  private final StateBoard board;

  private LaunchSpec spec;
  private Phase phase = Phase.PREPARING;
  private Instant since = Instant.now();
  private long version;
  private int starts;
  private Optional<KafkaProcess> child = Optional.empty();
  private Optional<Exit> exit = Optional.empty();
  private DataDirectories directories = DataDirectories.none();
  private Optional<Recovery> recovery = Optional.empty();
  private Map<String, Duration> steps = Map.of();
  private List<String> warnings = List.of();
  private boolean formatted;

  /** What is to be started when the present process or preparation has ended. */
  private Optional<LaunchSpec> next = Optional.empty();

  private boolean exitWanted;
  private volatile Instant lastWord = Instant.now();

  Supervisor(LaunchSpec first, String containerId, Preparation preparation) {
    this.spec = first;
    this.containerId = containerId;
    this.preparation = preparation;
    this.disks = new DiskPatrol(loop, watch, this::watchedDisks, guarded(this::publish));
    this.board = new StateBoard(state());
  }

  StateBoard board() {
    return board;
  }

  /** Completes with the launcher's exit code when an exit was asked for and Kafka has ended. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Someone with the token spoke to us. Any thread. */
  void heardOfMaster() {
    lastWord = Instant.now();
  }

  CompletableFuture<LauncherState> startFirst() {
    return call(
        () -> {
          begin(spec);
          disks.begin();
        });
  }

  CompletableFuture<LauncherState> start(LaunchSpec wanted) {
    return call(
        () -> {
          if (isKnown(wanted)) {
            return;
          }
          switch (phase) {
            case PREPARING, RUNNING -> {}
            case STOPPING -> next = Optional.of(wanted);
            case STOPPED, FAILED -> begin(wanted);
          }
        });
  }

  CompletableFuture<LauncherState> restart(LaunchSpec wanted) {
    return call(
        () -> {
          if (isKnown(wanted)) {
            return;
          }
          switch (phase) {
            case PREPARING, RUNNING, STOPPING -> {
              next = Optional.of(wanted);
              stopChild();
            }
            case STOPPED, FAILED -> begin(wanted);
          }
        });
  }

  /**
   * @param grantWait how long Kafka may wait for a controller to grant its shutdown; empty for as
   *     long as it does by itself
   */
  CompletableFuture<LauncherState> stop(Optional<Duration> grantWait) {
    return call(
        () -> {
          stopForGood();
          child.ifPresent(
              stopping -> grantWait.ifPresent(wait -> later(wait, () -> endGrantWait(stopping))));
        });
  }

  private void endGrantWait(KafkaProcess stopping) {
    if (child.filter(stopping::equals).isPresent()) {
      stopping.endGrantWait();
    }
  }

  CompletableFuture<LauncherState> exit() {
    return call(
        () -> {
          exitWanted = true;
          stopForGood();
          if (phase == Phase.STOPPED) {
            endLauncher();
          }
        });
  }

  private void stopForGood() {
    next = Optional.empty();
    switch (phase) {
      case PREPARING, RUNNING, STOPPING -> stopChild();
      case FAILED -> enter(Phase.STOPPED);
      case STOPPED -> {}
    }
  }

  /** Runs on the loop; the answer is the state after it. */
  private CompletableFuture<LauncherState> call(Runnable task) {
    Supplier<LauncherState> answered =
        () -> {
          task.run();
          return board.state();
        };
    return CompletableFuture.supplyAsync(answered, loop);
  }

  /**
   * A mistake of ours on the loop's thread would leave a state that nobody can trust. The launcher
   * ends then, and Kafka with it, in order.
   */
  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        System.err.println("launcher: failed: " + e);
        ended.complete(FailureClass.CRASHED.exitCode());
        throw e;
      }
    };
  }

  private void later(Duration delay, Runnable task) {
    Object unused =
        loop.schedule(guarded(task), Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** A repeated order changes nothing; an order for another node is not for us. */
  private boolean isKnown(LaunchSpec wanted) {
    if (wanted.nodeId() != spec.nodeId()
        || !wanted.cluster().equals(spec.cluster())
        || wanted.controlPort() != spec.controlPort()) {
      throw new IllegalArgumentException(
          "this is the launcher of node %d of cluster %s at port %d"
              .formatted(spec.nodeId(), spec.cluster(), spec.controlPort()));
    }
    return wanted.startId().equals(spec.startId())
        || next.filter(n -> n.startId().equals(wanted.startId())).isPresent();
  }

  private void begin(LaunchSpec wanted) {
    spec = wanted;
    next = Optional.empty();
    exit = Optional.empty();
    formatted = false;
    steps = Map.of();
    enter(Phase.PREPARING);
    Object unused =
        CompletableFuture.supplyAsync(() -> prepare(wanted), worker)
            .whenCompleteAsync(
                (launch, error) -> guarded(() -> prepared(launch, error)).run(), loop);
  }

  /** Either what a start needs, or why there is none. */
  private record Launch(Optional<Preparation.Prepared> prepared, Optional<LaunchFailure> failure) {}

  private Launch prepare(LaunchSpec wanted) {
    try {
      return new Launch(Optional.of(preparation.prepare(wanted)), Optional.empty());
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
      if (phase == Phase.STOPPING) {
        afterEnd(
            new Exit(
                Optional.empty(),
                Instant.now(),
                true,
                isClean(),
                Optional.empty(),
                "Kafka was not started: it was asked to stop before",
                List.of()));
        return;
      }
      run(prepared);
    }
  }

  private void run(Preparation.Prepared prepared) {
    try {
      KafkaProcess process =
          KafkaProcess.start(prepared.command(), preparation.workDir(), preparation.logDir());
      child = Optional.of(process);
      starts++;
      Object unused =
          process
              .onExit()
              .thenAcceptAsync(
                  code -> guarded(() -> childEnded(process, prepared.directories(), code)).run(),
                  loop);
      prepared.directories().record(process.pid());
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
    if (child.filter(process::equals).isEmpty() || phase != Phase.PREPARING) {
      return;
    }
    if (!prepared.directories().areFormatted()) {
      publish();
      later(FORMAT_POLL, () -> awaitFormat(process, prepared, begun));
      return;
    }
    if (prepared.directories().toFormat()) {
      formatted = true;
      Map<String, Duration> all = new LinkedHashMap<>(steps);
      all.put("format", Duration.between(begun, Instant.now()));
      steps = all;
    }
    enter(Phase.RUNNING);
    disks.look();
    new RecoveryWatch(watch, process, now -> loop.execute(guarded(() -> recovers(process, now))))
        .begin();
    prepared.archiving().ifPresent(archiving -> archiveLater(process, archiving));
  }

  private void archiveLater(KafkaProcess process, Runnable archiving) {
    Runnable task =
        () -> {
          if (process.isAlive()) {
            daemon(archiving, "class-data").start();
          }
        };
    later(ARCHIVE_AFTER, task);
  }

  private void stopChild() {
    if (phase != Phase.STOPPING) {
      enter(Phase.STOPPING);
    }
    child.ifPresent(KafkaProcess::stop);
  }

  private void recovers(KafkaProcess process, Optional<Recovery> now) {
    if (child.filter(process::equals).isPresent()) {
      recovery = now;
      publish();
    }
  }

  /** While Kafka is being prepared its directories change; while it is stopped nobody asks. */
  private Optional<DiskWatch.Watched> watchedDisks() {
    return phase == Phase.STOPPED || phase == Phase.PREPARING
        ? Optional.empty()
        : Optional.of(preparation.watched(spec, directories));
  }

  private void childEnded(KafkaProcess process, DataDirectories used, int code) {
    child = Optional.empty();
    recovery = Optional.empty();
    try {
      used.forget();
    } catch (IOException e) {
      warnings = with(warnings, "cannot remove the record of a dead Kafka process: " + e);
    }
    boolean ordered = phase == Phase.STOPPING;
    afterEnd(
        ExitReport.of(
            code,
            ordered,
            isClean(),
            process.started(),
            spec.heapMb(),
            process.lines(),
            Instant.now()));
  }

  private void failedToStart(LaunchFailure failure) {
    afterEnd(
        new Exit(
            Optional.empty(),
            Instant.now(),
            phase == Phase.STOPPING,
            isClean(),
            Optional.of(failure.failure()),
            failure.getMessage(),
            List.of(),
            failure.takenPorts()));
  }

  private void afterEnd(Exit end) {
    exit = Optional.of(end);
    // What the disks had before is not what they have now that one of them may be full.
    disks.forget();
    enter(end.ordered() ? Phase.STOPPED : Phase.FAILED);
    disks.look();
    if (next.isPresent()) {
      begin(next.get());
    } else if (exitWanted) {
      endLauncher();
    } else if (phase == Phase.FAILED) {
      restartWhenAlone(spec, end);
    }
  }

  /**
   * Whoever commands us decides on a restart; when there is nobody, a crash must not be the end.
   */
  private void restartWhenAlone(LaunchSpec failed, Exit end) {
    if (!ExitReport.isCrash(end)) {
      return;
    }
    Instant due = latest(lastWord.plus(failed.aloneAfter()), end.at().plus(failed.aloneBackoff()));
    Runnable task =
        () -> {
          if (phase != Phase.FAILED || exit.filter(end::equals).isEmpty()) {
            return;
          }
          if (lastWord.plus(failed.aloneAfter()).isAfter(Instant.now())) {
            restartWhenAlone(failed, end);
          } else {
            System.err.println("launcher: no word from an ApplicationMaster: Kafka starts again");
            begin(asBefore(failed));
          }
        };
    later(Duration.between(Instant.now(), due), task);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** The same, but on the very directories that it has formatted. */
  private LaunchSpec asBefore(LaunchSpec failed) {
    if (!directories.areFormatted()) {
      return failed;
    }
    Map<String, String> ids = new LinkedHashMap<>(failed.directoryIds());
    ids.putAll(directories.ids());
    return failed.onData(
        directories.names(), ids, directories.metadataDirectoryId().or(failed::metadataDirectory));
  }

  private void endLauncher() {
    later(LAST_ANSWERS, () -> ended.complete(0));
  }

  private boolean isClean() {
    return directories.areCleanlyShutDown();
  }

  private void enter(Phase to) {
    System.err.println(
        "launcher: %s -> %s%s".formatted(phase, to, exit.map(e -> ": " + e.message()).orElse("")));
    phase = to;
    since = Instant.now();
    publish();
  }

  private void publish() {
    version++;
    board.publish(state());
  }

  private LauncherState state() {
    return new LauncherState(
        launcherId,
        version,
        spec.nodeId(),
        containerId,
        phase,
        since,
        spec.startId(),
        child.map(c -> OptionalLong.of(c.pid())).orElse(OptionalLong.empty()),
        starts,
        exit,
        directories.names(),
        directories.ids(),
        formatted,
        steps,
        warnings,
        disks.disks(),
        directories.metadataDirectoryId(),
        recovery,
        directories.setAside(),
        Optional.of(Started.of(spec)));
  }

  private static List<String> with(List<String> list, String one) {
    List<String> longer = new ArrayList<>(list);
    longer.add(one);
    return longer;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
