package org.kafkayarn.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Phase;
import org.kafkayarn.launcher.contract.Started;

/**
 * Starts, stops and restarts Kafka as it is told, and tells what became of it. One thread, "{@code
 * supervisor}", owns all state here. There is at most one run of Kafka that has not ended.
 */
final class Supervisor {
  /** The answers to those who asked for the end, or wait for it, are to reach them. */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(250);

  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private final LauncherThreads threads = new LauncherThreads(this::fail);
  private final LoneRestart alone = new LoneRestart(threads, this::isUnattended, this::begin);
  private final String launcherId = UUID.randomUUID().toString();
  private final String containerId;
  private final DiskPatrol disks;
  private final StateBoard board;

  /** The present one, or else the last. */
  private KafkaRun run;

  private Phase phase = Phase.PREPARING;
  private Instant since = Instant.now();
  private long version;

  /** What is to be started when the present run has ended. */
  private Optional<LaunchSpec> next = Optional.empty();

  private boolean exitWanted;

  Supervisor(LaunchSpec first, String containerId, Preparation preparation) {
    this.run = new KafkaRun(first, preparation, threads, new Course());
    this.containerId = containerId;
    this.disks =
        new DiskPatrol(
            threads.loop(), threads.watch(), this::watchedDisks, threads.guarded(this::publish));
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
    alone.heardOfMaster();
  }

  CompletableFuture<LauncherState> startFirst() {
    return call(
        () -> {
          begin(run.spec());
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
              stopRun();
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
          grantWait.ifPresent(run::endGrantWait);
        });
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
      case PREPARING, RUNNING, STOPPING -> stopRun();
      case FAILED -> enter(Phase.STOPPED);
      case STOPPED -> {}
    }
  }

  private void stopRun() {
    if (phase != Phase.STOPPING) {
      enter(Phase.STOPPING);
    }
    run.stop();
  }

  /** Runs on the loop; the answer is the state after it. */
  private CompletableFuture<LauncherState> call(Runnable task) {
    return threads.call(
        () -> {
          task.run();
          return board.state();
        });
  }

  /** The launcher ends then, and Kafka with it, in order. */
  private void fail(Throwable fault) {
    System.err.println("launcher: failed: " + fault);
    ended.complete(FailureClass.CRASHED.exitCode());
  }

  /** A repeated order changes nothing; an order for another node is not for us. */
  private boolean isKnown(LaunchSpec wanted) {
    LaunchSpec spec = run.spec();
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
    run = run.next(wanted);
    next = Optional.empty();
    enter(Phase.PREPARING);
    run.begin();
  }

  /** What becomes of the present run. */
  private final class Course implements KafkaRun.Listener {
    @Override
    public void changed() {
      publish();
    }

    @Override
    public void running() {
      enter(Phase.RUNNING);
      disks.look();
    }

    @Override
    public void ended() {
      // What the disks had before is not what they have now that one of them may be full.
      disks.forget();
      enter(run.exit().orElseThrow().ordered() ? Phase.STOPPED : Phase.FAILED);
      disks.look();
      if (next.isPresent()) {
        begin(next.get());
      } else if (exitWanted) {
        endLauncher();
      } else if (phase == Phase.FAILED) {
        alone.follow(run);
      }
    }
  }

  private boolean isUnattended(KafkaRun failed) {
    return phase == Phase.FAILED && run == failed;
  }

  /** While Kafka is being prepared its directories change; while it is stopped nobody asks. */
  private Optional<DiskWatch.Watched> watchedDisks() {
    return phase == Phase.STOPPED || phase == Phase.PREPARING
        ? Optional.empty()
        : Optional.of(run.watchedDisks());
  }

  private void endLauncher() {
    threads.later(LAST_ANSWERS, () -> ended.complete(0));
  }

  private void enter(Phase to) {
    System.err.println(
        "launcher: %s -> %s%s"
            .formatted(phase, to, run.exit().map(e -> ": " + e.message()).orElse("")));
    phase = to;
    since = Instant.now();
    publish();
  }

  private void publish() {
    version++;
    board.publish(state());
  }

  private LauncherState state() {
    DataDirectories directories = run.directories();
    return new LauncherState(
        launcherId,
        version,
        run.spec().nodeId(),
        containerId,
        phase,
        since,
        run.spec().startId(),
        run.pid(),
        run.starts(),
        run.exit(),
        directories.names(),
        directories.ids(),
        run.formatted(),
        run.steps(),
        run.warnings(),
        disks.disks(),
        directories.metadataDirectoryId(),
        run.recovery(),
        directories.setAside(),
        Optional.of(Started.of(run.spec())));
  }
}
