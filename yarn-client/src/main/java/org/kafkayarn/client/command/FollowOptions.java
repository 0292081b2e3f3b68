package org.kafkayarn.client.command;

import java.time.Duration;
import java.util.Optional;
import org.kafkayarn.client.text.Durations;
import picocli.CommandLine.Option;

/** Whether, and how long, a verb waits for the end of what it has ordered. */
final class FollowOptions {
  @Option(
      names = {"-wait", "--wait"},
      arity = "1",
      paramLabel = "true|false",
      description = "Wait until it is done, and tell how far it is (default: true).")
  private boolean waits = true;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description =
          "Wait no longer than this, as 90s or 5m (default: as long as it takes). It goes on; exit"
              + " code 3.")
  private String timeout;

  boolean waits() {
    return waits;
  }

  Optional<Duration> limit() {
    return Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
  }

  /** What is left of them after a first wait. */
  FollowOptions after(Duration spent) {
    FollowOptions rest = new FollowOptions();
    rest.waits = waits;
    rest.timeout = limit().map(all -> Math.max(0, all.minus(spent).toMillis()) + "ms").orElse(null);
    return rest;
  }
}
