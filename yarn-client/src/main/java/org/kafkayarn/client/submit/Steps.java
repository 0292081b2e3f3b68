package org.kafkayarn.client.submit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.Table;

/** How long each step of a submission took, from the operator's command to "ready". */
public final class Steps {
  private final long started = System.nanoTime();
  private final Table table = new Table("step", "took", "at");
  private long last = started;

  /** What was done since the step before. */
  public void done(String step) {
    long now = System.nanoTime();
    add(step, Duration.ofNanos(now - last), Duration.ofNanos(now - started));
    last = now;
  }

  private void add(String step, Duration took, Duration at) {
    table.row(step, seconds(took.toMillis()), seconds(at.toMillis()));
  }

  /** The ApplicationMaster's own times, from its start, and those of every node's start. */
  public List<String> breakdown(ClusterStatus status) {
    List<String> lines = new ArrayList<>(table.lines());
    Table master = new Table("ApplicationMaster", "at (since its start)");
    status.timings().forEach((step, ms) -> master.row(step, seconds(ms)));
    if (!status.timings().isEmpty()) {
      lines.addAll(master.lines());
    }
    for (ClusterStatus.NodeStatus node : status.nodes()) {
      StringBuilder steps = new StringBuilder();
      for (Map.Entry<String, Long> step : node.startSteps().entrySet()) {
        steps.append(" ").append(step.getKey()).append(" ").append(seconds(step.getValue()));
      }
      if (!steps.isEmpty()) {
        lines.add("node " + node.id() + ":" + steps);
      }
    }
    return lines;
  }

  private static String seconds(long ms) {
    return String.format(Locale.ROOT, "%.2fs", ms / 1000.0);
  }
}
