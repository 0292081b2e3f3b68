package org.kafkayarn.am.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Which changes a running cluster can make without being stopped. */
public final class RunningChange {
  private static final Set<SpecKey<?>> WHILE_RUNNING =
      Set.of(
          SpecKey.BROKERS,
          SpecKey.GROUPS,
          SpecKey.MEMORY,
          SpecKey.HEAP,
          SpecKey.VCORES,
          SpecKey.KAFKA,
          SpecKey.CONFIG,
          SpecKey.JVM_OPTS,
          SpecKey.VOTERS,
          SpecKey.CONTROLLERS,
          SpecKey.CONTROLLER_MEMORY,
          SpecKey.CONTROLLER_HEAP,
          SpecKey.CONTROLLER_VCORES,
          SpecKey.CONSTRAINTS,
          SpecKey.NODES,
          SpecKey.HOST_WAIT,
          SpecKey.RACK_WAIT,
          SpecKey.FAILOVER_DELAY,
          SpecKey.FAILOVER_MAX_DELAY,
          SpecKey.FAILOVER_MAX_TRIES,
          SpecKey.FAILOVER_GOOD_AFTER,
          SpecKey.METADATA_VERSION,
          SpecKey.TASKS);

  private RunningChange() {}

  /** What the changes make of the stored spec. Refuses those that need a stop, key by key. */
  public static Revision of(SpecChanges changes, StoredSpec stored) {
    return whileRunning(
        Revision.of(
            stored.given().overlaid(changes).settled(), Optional.of(stored), stored.spec().kafka()),
        stored);
  }

  /** What a former spec makes of the stored one: as if its values were given now. */
  public static Revision back(StoredSpec former, StoredSpec stored) {
    SpecChanges given = former.given();
    if (given.get(SpecKey.GROUPS).isPresent()) {
      // By their numbers alone they could get other ids than they had.
      given =
          given.with(SpecKey.GROUPS, former.spec().groups().stream().map(GroupWish::of).toList());
    }
    return whileRunning(
        Revision.of(given.settled(), Optional.of(stored), former.spec().kafka()), stored);
  }

  private static Revision whileRunning(Revision revision, StoredSpec stored) {
    List<String> refused =
        SpecDiff.changed(stored.spec(), revision.target().spec()).stream()
            .filter(key -> !WHILE_RUNNING.contains(key))
            .map(SpecKey::name)
            .toList();
    if (!refused.isEmpty()) {
      throw new UserError(
          String.join(", ", refused)
              + ": cannot change while the cluster runs. Stop the cluster and submit again:"
              + " kafka-yarn stop, then kafka-yarn submit with this change");
    }
    return revision;
  }

  /**
   * The stored spec without brokers that hold no replica any more.
   *
   * @throws UserError they cannot go
   */
  public static Revision without(SortedSet<Integer> brokers, StoredSpec stored) {
    SpecChanges given = Shrinking.without(brokers, stored).settled();
    return Revision.of(given, Optional.of(stored), stored.spec().kafka(), brokers);
  }
}
