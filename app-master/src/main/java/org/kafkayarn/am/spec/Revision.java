package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a change makes of a stored spec.
 *
 * @param target what is to be stored; of the same generation when nothing changes
 * @param lines what changes, line by line; empty for a cluster that has none stored
 */
public record Revision(StoredSpec target, List<String> lines) {
  public Revision {
    requireNonNull(target);
    lines = List.copyOf(lines);
  }

  /** A change before this one has not come to its end yet. */
  public static final class UnderWay extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnderWay(String line) {
      super(line);
    }
  }

  /**
   * Completes what is given, and refuses what cannot be changed.
   *
   * @param given all that the operator has said, now and before, settled
   * @param kafka the archive when none is given
   */
  public static Revision of(SpecChanges given, Optional<StoredSpec> stored, String kafka) {
    return of(given, stored, kafka, Set.of());
  }

  /**
   * The same where some brokers may go.
   *
   * @param empty the brokers that hold no replica any more
   */
  static Revision of(
      SpecChanges given, Optional<StoredSpec> stored, String kafka, Set<Integer> empty) {
    Optional<ClusterSpec> old = stored.map(StoredSpec::spec);
    long generation = old.map(ClusterSpec::generation).orElse(0L);
    ClusterSpec same = SpecRules.complete(given, generation, kafka, old);
    SpecDiff diff =
        old.map(spec -> SpecDiff.between(spec, same, empty))
            .orElseGet(() -> new SpecDiff(List.of(), List.of()));
    if (!diff.refusals().isEmpty()) {
      throw new UserError(String.join("; ", diff.refusals()));
    }
    boolean unchanged = stored.isPresent() && diff.isEmpty();
    ClusterSpec spec = unchanged ? same : SpecRules.complete(given, generation + 1, kafka, old);
    return new Revision(
        new StoredSpec(given, spec, stored.flatMap(held -> before(held, spec))), diff.lines());
  }

  /** What nodes that leave are known by until they have left; only one change's at a time. */
  private static Optional<ClusterSpec> before(StoredSpec stored, ClusterSpec wanted) {
    SortedSet<Integer> leaving = new TreeSet<>(stored.running().retiring().keySet());
    leaving.removeAll(wanted.nodes().keySet());
    SortedSet<Integer> more = SpecDiff.gone(stored.spec(), wanted);
    if (more.isEmpty()) {
      return stored.before().filter(spec -> !leaving.isEmpty());
    }
    if (!leaving.isEmpty()) {
      throw new UnderWay(
          "a change is under way: nodes %s of specification %d have not left yet, and nodes %s"
                  .formatted(
                      IdRanges.shown(leaving),
                      stored.before().orElseThrow().generation(),
                      IdRanges.shown(more))
              + " would leave too. Wait for its end (kafka-yarn status), then give this change again");
    }
    return Optional.of(stored.spec());
  }
}
