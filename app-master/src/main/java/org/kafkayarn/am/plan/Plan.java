package org.kafkayarn.am.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.state.ClusterState;

/**
 * What to do now.
 *
 * @param intended the state with every intent and decision recorded; planning again from it gives
 *     no action
 * @param actions the effects, in order
 * @param waits why each node that is not serving is not
 * @param taskWaits why each instance of a task that does not run does not
 * @param notes decisions that have no effect outside, in words
 * @param wakeAt when to plan again although nothing happened
 */
public record Plan(
    ClusterState intended,
    List<Action> actions,
    SortedMap<Integer, Wait> waits,
    SortedMap<Integer, Wait> taskWaits,
    List<String> notes,
    Optional<Instant> wakeAt) {

  /**
   * A wait that an operator can see.
   *
   * @param until its deadline, if it has one
   */
  public record Wait(String reason, Optional<Instant> until) {}

  /** Of a cluster without tasks. */
  public Plan(
      ClusterState intended,
      List<Action> actions,
      SortedMap<Integer, Wait> waits,
      List<String> notes,
      Optional<Instant> wakeAt) {
    this(intended, actions, waits, new TreeMap<>(), notes, wakeAt);
  }

  public Plan {
    actions = List.copyOf(actions);
    waits = Collections.unmodifiableSortedMap(waits);
    taskWaits = Collections.unmodifiableSortedMap(taskWaits);
    notes = List.copyOf(notes);
  }

  /** This, and what was planned from what it intends. */
  Plan then(Plan next) {
    List<Action> all = new ArrayList<>(actions);
    all.addAll(next.actions);
    List<String> told = new ArrayList<>(notes);
    told.addAll(next.notes);
    return new Plan(next.intended, all, next.waits, next.taskWaits, told, next.wakeAt);
  }
}
