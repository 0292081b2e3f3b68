package org.kafkayarn.am.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LatestTest {
  private static final long LONG_NS = TimeUnit.DAYS.toNanos(1);

  /** A text is looked at when it is not empty, and again when it says so. */
  private final Latest<String> latest =
      new Latest<>("", text -> !text.isEmpty(), text -> text.startsWith("again"));

  private CompletableFuture<Optional<String>> awaited(Optional<String> seen, long waitNs) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return latest.await(seen, waitNs);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void whatIsNewIsSeenAtOnceHoweverLongTheWait() {
    latest.become("a");
    assertEquals(Optional.of("a"), awaited(Optional.empty(), LONG_NS).join());
    CompletableFuture<Optional<String>> next = awaited(Optional.of("a"), LONG_NS);
    latest.become("b");
    assertEquals(Optional.of("b"), next.join());
  }

  @Test
  void theSameIsSeenAgainWhenTheWaitIsOverAndThatIsWorthIt() throws Exception {
    latest.become("again");
    assertEquals(Optional.of("again"), latest.await(Optional.of("again"), 1_000_000));
    latest.become("once");
    CompletableFuture<Optional<String>> never = awaited(Optional.of("once"), 1_000_000);
    var unused = never.completeOnTimeout(Optional.of("waits"), 300, TimeUnit.MILLISECONDS);
    assertEquals(Optional.of("waits"), never.join());
  }

  @Test
  void whatIsNotDueIsWaitedOutUntilTheEnd() {
    CompletableFuture<Optional<String>> waiting = awaited(Optional.empty(), 0);
    assertFalse(waiting.isDone());
    latest.close();
    assertEquals(Optional.empty(), waiting.join());
  }
}
