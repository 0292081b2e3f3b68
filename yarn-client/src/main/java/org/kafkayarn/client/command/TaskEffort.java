package org.kafkayarn.client.command;

import java.time.Duration;
import java.util.Optional;
import org.kafkayarn.client.text.Durations;
import picocli.CommandLine.Option;

/** Whether a change of a task is made, and whether it is waited for. */
final class TaskEffort {
  @Option(
      names = {"-dry-run", "--dry-run"},
      description = "Check all and print what would change; change nothing.")
  private boolean dryRun;

  @Option(
      names = {"-wait", "--wait"},
      description = "Wait until the task is as it is wanted: its instances run, or have ended.")
  private boolean waits;

  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description =
          "Wait no longer than this, as 90s or 5m (default: as long as it takes). It goes on; exit"
              + " code 3.")
  private String timeout;

  boolean dryRun() {
    return dryRun;
  }

  boolean waits() {
    return (waits || timeout != null) && !dryRun;
  }

  Optional<Duration> limit() {
    return Optional.ofNullable(timeout).map(text -> Durations.parse("-timeout", text));
  }
}
