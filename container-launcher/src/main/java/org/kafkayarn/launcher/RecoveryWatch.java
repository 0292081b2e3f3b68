package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/** Follows a starting Kafka through its logs, and tells of each step at most once a second. */
final class RecoveryWatch {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final ScheduledExecutorService io;
  private final KafkaProcess process;
  private final Consumer<Optional<Recovery>> changed;
  private final RecoveryProgress progress = new RecoveryProgress();
  private Optional<Recovery> told = Optional.empty();

  /**
   * @param io reads the log; only its threads touch what is here
   * @param changed called there
   */
  RecoveryWatch(
      ScheduledExecutorService io, KafkaProcess process, Consumer<Optional<Recovery>> changed) {
    this.io = io;
    this.process = process;
    this.changed = changed;
  }

  void begin() {
    Object unused = io.schedule(this::look, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    boolean alive = process.isAlive();
    process.newLines(RecoveryProgress::isWorthALook).forEach(progress::accept);
    Optional<Recovery> now = alive ? progress.now() : Optional.empty();
    if (!now.equals(told)) {
      told = now;
      changed.accept(now);
    }
    if (alive && !progress.isOver()) {
      begin();
    }
  }
}
