package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * The last published state, and those who wait for a later one. The supervisor publishes; any
 * thread reads.
 */
final class StateBoard {
  private record Waiter(long after, CompletableFuture<LauncherState> answer) {}

  private final List<Waiter> waiters = new ArrayList<>();
  private LauncherState state;

  StateBoard(LauncherState state) {
    this.state = state;
  }

  synchronized LauncherState state() {
    return state;
  }

  void publish(LauncherState next) {
    List<Waiter> ready;
    synchronized (this) {
      state = next;
      waiters.removeIf(waiter -> waiter.answer().isDone());
      ready = waiters.stream().filter(waiter -> next.version() > waiter.after()).toList();
      waiters.removeAll(ready);
    }
    ready.forEach(waiter -> waiter.answer().complete(next));
  }

  /** The state once its version is greater than the given one, or the state when time is up. */
  synchronized CompletableFuture<LauncherState> later(long after, Duration wait) {
    if (state.version() > after || wait.isZero()) {
      return CompletableFuture.completedFuture(state);
    }
    CompletableFuture<LauncherState> answer = new CompletableFuture<>();
    waiters.add(new Waiter(after, answer));
    CompletableFuture<LauncherState> timed =
        new CompletableFuture<LauncherState>()
            .completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS);
    return answer
        .applyToEither(timed, ready -> ready == null ? state() : ready)
        .whenComplete((ready, error) -> forget(answer));
  }

  private synchronized void forget(CompletableFuture<LauncherState> answer) {
    waiters.removeIf(waiter -> waiter.answer() == answer);
  }
}
