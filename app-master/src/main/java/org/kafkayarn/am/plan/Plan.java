package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.kafkayarn.am.state.ClusterState;

/**
 * What to do now.
 *
 * @param intended the state with every intent and decision recorded; planning again from it gives
 *     no action
 * @param actions the effects, in order
 * @param waits why each node that is not serving is not
 * @param notes decisions that have no effect outside, in words
 * @param wakeAt when to plan again although nothing happened
 */
public record Plan(
    ClusterState intended,
    List<Action> actions,
    SortedMap<Integer, Wait> waits,
    List<String> notes,
    Optional<Instant> wakeAt) {

  /**
   * A wait that an operator can see.
   *
   * @param until its deadline, if it has one
   */
  public record Wait(String reason, Optional<Instant> until) {}

  public Plan {
    actions = List.copyOf(actions);
    waits = Collections.unmodifiableSortedMap(waits);
    notes = List.copyOf(notes);
  }

  /** This, and what was planned from what it intends. */
  Plan then(Plan next) {
    List<Action> all = new ArrayList<>(actions);
    all.addAll(next.actions);
    List<String> told = new ArrayList<>(notes);
    told.addAll(next.notes);
    return new Plan(next.intended, all, next.waits, told, next.wakeAt);
  }
}
