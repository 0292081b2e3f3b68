package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.client.text.OneLine;

/**
 * Follows the events of one application to its end, from one ApplicationMaster to the next: their
 * sequences only grow, so that it goes on where it was.
 */
public final class EventFollower {
  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final Duration LONG_POLL = Duration.ofSeconds(5);
  private static final int AT_ONCE = 1_000;

  /** Reads the events in the cluster's home. */
  @FunctionalInterface
  public interface Kept {
    List<ClusterEvent> read() throws IOException;
  }

  private final ApplicationWatch watch;
  private final Consumer<String> progress;
  private final Pause pause;
  private final Kept kept;
  private long seen;

  public EventFollower(ApplicationWatch watch, Consumer<String> progress, Pause pause, Kept kept) {
    this.watch = watch;
    this.progress = progress;
    this.pause = pause;
    this.kept = kept;
  }

  /** Gives every event after that sequence, until the application has ended. */
  public void follow(long after, Consumer<ClusterEvent> reader) throws IOException {
    seen = after;
    while (true) {
      Optional<ApplicationReport> report = watch.report();
      if (report.isPresent() && LiveCluster.hasEnded(report.get())) {
        give(kept.read(), reader);
        return;
      }
      if (report.isPresent()) {
        ask(report.get(), reader);
      }
    }
  }

  private void ask(ApplicationReport report, Consumer<ClusterEvent> reader) throws IOException {
    Optional<AmApi> api = watch.api(report);
    if (api.isEmpty()) {
      progress.accept(ApplicationWatch.waiting(report));
      pause.await(BETWEEN);
      return;
    }
    try {
      List<ClusterEvent> news = api.get().events(OptionalLong.of(seen), AT_ONCE, LONG_POLL);
      give(news, reader);
      if (news.isEmpty()) {
        pause.await(BETWEEN); // the ApplicationMaster lets only a few wait at once
      }
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      progress.accept("the ApplicationMaster does not answer: " + OneLine.of(e));
      pause.await(BETWEEN);
    }
  }

  private void give(List<ClusterEvent> events, Consumer<ClusterEvent> reader) {
    for (ClusterEvent event : events) {
      if (event.sequence() > seen) {
        seen = event.sequence();
        reader.accept(event);
      }
    }
  }
}
