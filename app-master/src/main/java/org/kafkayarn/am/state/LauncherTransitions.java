package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.Slot.Failure;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.LauncherState.Exit;

/** What a launcher's word, or its silence, makes of the state: a part of {@link Transitions}. */
final class LauncherTransitions implements LauncherEvent.Handler<ClusterState> {
  private final ClusterState state;
  private final Instant now;

  LauncherTransitions(ClusterState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public ClusterState answered(LauncherEvent.Answered event) {
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .map(slot -> heard(slot, event.state()))
        .orElse(state);
  }

  private ClusterState heard(Slot slot, LauncherState word) {
    Optional<LauncherState> before = slot.launcher();
    if (before
        .filter(b -> b.launcherId().equals(word.launcherId()) && b.version() > word.version())
        .isPresent()) {
      return state;
    }
    Slot next = slot.answered(word);
    boolean newEnd =
        word.exit().isPresent() && !before.flatMap(LauncherState::exit).equals(word.exit());
    boolean failed = newEnd && word.phase() == LauncherState.Phase.FAILED;
    if (failed) {
      Exit exit = word.exit().orElseThrow();
      Failure last =
          new Failure(
              exit.failure().orElse(FailureClass.CRASHED),
              exit.at(),
              exit.message(),
              exit.takenPorts());
      boolean known =
          state
              .ledger()
              .node(slot.id())
              .flatMap(NodeRecord::lastStop)
              .filter(exit.at()::equals)
              .isPresent();
      if (slot.serving() && !known) {
        last = last.ofServing(now);
      }
      next = known ? next.recalled(last) : next.failed(last);
    }
    if (word.starts() > Math.max(1, before.map(LauncherState::starts).orElse(word.starts()))) {
      next = next.restarted();
    }
    Slot heard = next;
    return NodeTransitions.noteRecord(
        noteSetAside(state.with(heard), word),
        slot.id(),
        record -> {
          NodeRecord known =
              slot.leaving().isPresent() || !holdsData(record, word)
                  ? record
                  : record.withData(
                      word.dataDirs(), word.directoryIds(), word.metadataDirectoryId());
          if (newEnd) {
            Exit exit = word.exit().orElseThrow();
            return known.stopped(exit.at(), exit.clean(), heard.failures());
          }
          return word.exit().isEmpty() ? known.running() : known;
        });
  }

  /** A first format that ended between two directories has left one that never held anything. */
  private static boolean holdsData(NodeRecord record, LauncherState word) {
    boolean whole =
        record.holdsData()
            || word.phase() == LauncherState.Phase.RUNNING
            || word.directoryIds().keySet().containsAll(word.dataDirs());
    return whole && !word.directoryIds().isEmpty();
  }

  private static ClusterState noteSetAside(ClusterState before, LauncherState word) {
    return before
        .ledger()
        .node(word.nodeId())
        .map(node -> before.ledger().withSetAside(node, word.setAside()))
        .filter(ledger -> !ledger.equals(before.ledger()))
        .map(before::with)
        .orElse(before);
  }

  @Override
  public ClusterState silent(LauncherEvent.Silent event) {
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .map(slot -> state.with(slot.silent(event.reason(), now)))
        .orElse(state);
  }

  @Override
  public ClusterState orderDone(LauncherEvent.OrderDone event) {
    return state
        .slotHolding(event.nodeId(), event.containerId())
        .map(
            slot -> {
              Slot free = slot.withoutOrder();
              Slot told = event.failure().map(why -> free.silent(why, now)).orElse(free);
              boolean leaves = event.order() == Slot.Order.EXIT && event.failure().isEmpty();
              return state.with(leaves ? told.in(Phase.ENDING, now) : told);
            })
        .orElse(state);
  }
}
