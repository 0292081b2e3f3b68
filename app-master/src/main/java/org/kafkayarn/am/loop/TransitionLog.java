package org.kafkayarn.am.loop;

import java.util.Optional;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line in the log for each action and for each change of a node. */
final class TransitionLog {
  private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

  private TransitionLog() {}

  static void write(Action action) {
    String what = action.getClass().getSimpleName();
    if (action instanceof Action.Ask ask) {
      LOG.info("{} for node {}: {}", what, ask.nodeId(), ask.reason());
    } else if (action instanceof Action.Save) {
      LOG.debug("{}: {}", what, action.reason());
    } else {
      LOG.info("{} {}: {}", what, container(action), action.reason());
    }
  }

  private static String container(Action action) {
    if (action instanceof Action.Launch launch) {
      return launch.container().containerId() + " (node " + launch.spec().nodeId() + ")";
    }
    if (action instanceof Action.StartKafka start) {
      return start.container().containerId() + " (node " + start.spec().nodeId() + ")";
    }
    if (action instanceof Action.StopKafka stop) {
      return stop.container().containerId();
    }
    if (action instanceof Action.ExitLauncher exit) {
      return exit.container().containerId();
    }
    return action instanceof Action.Release release ? release.container().containerId() : "";
  }

  static void write(ClusterState before, ClusterState after, Event event) {
    if (before.slots() == after.slots()) {
      return;
    }
    for (Slot slot : after.slots().values()) {
      Slot last = before.slot(slot.id());
      if (last.equals(slot)) {
        continue;
      }
      String from = word(last);
      String to = word(slot);
      if (!from.equals(to)) {
        LOG.info("Node {}: {} -> {} ({})", slot.id(), from, to, event.getClass().getSimpleName());
      }
      if (!last.failure().equals(slot.failure())) {
        slot.failure().ifPresent(f -> LOG.warn("Node {}: {}: {}", slot.id(), f.kind(), f.line()));
      }
    }
  }

  private static String word(Slot slot) {
    Optional<LauncherState.Phase> phase = slot.launcher().map(LauncherState::phase);
    return slot.phase()
        + phase.map(p -> "/" + p).orElse("")
        + (slot.serving() ? "/serving" : "")
        + slot.silence().map(why -> "/silent: " + why).orElse("");
  }
}
