package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The threads of a launcher. One, "{@code supervisor}", owns its state; what blocks runs on another
 * and comes back as a task of that one.
 */
final class LauncherThreads {
  /** One for the disks, which may block, and one for Kafka's log. */
  private static final int WATCHES = 2;

  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "supervisor"));
  private final ScheduledExecutorService watch =
      Executors.newScheduledThreadPool(WATCHES, task -> daemon(task, "watch"));
  private final Executor worker =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "preparation"));
  private final Consumer<Throwable> faults;

  /**
   * @param faults is told of a mistake of ours on the loop's thread: it would leave a state that
   *     nobody can trust
   */
  LauncherThreads(Consumer<Throwable> faults) {
    this.faults = faults;
  }

  ScheduledExecutorService loop() {
    return loop;
  }

  ScheduledExecutorService watch() {
    return watch;
  }

  /** Runs on the loop; what goes wrong there is the answer. */
  <T> CompletableFuture<T> call(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, loop);
  }

  /** Runs on the loop. */
  void execute(Runnable task) {
    loop.execute(guarded(task));
  }

  /** Runs on the loop. */
  void later(Duration delay, Runnable task) {
    Object unused =
        loop.schedule(guarded(task), Math.max(1, delay.toMillis()), TimeUnit.MILLISECONDS);
  }

  /** Prepares one thing after the other; what comes of it is handled on the loop. */
  <T> void prepare(Supplier<T> work, BiConsumer<T, Throwable> done) {
    Object unused =
        CompletableFuture.supplyAsync(work, worker)
            .whenComplete((result, error) -> execute(() -> done.accept(result, error)));
  }

  Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        faults.accept(e);
        throw e;
      }
    };
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
