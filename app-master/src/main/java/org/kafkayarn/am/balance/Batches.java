package org.kafkayarn.am.balance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which moves to have under way at once: a few per broker, so that each of them ends soon and its
 * disks and network serve clients too.
 *
 * <p>Moves begin in the order of the plan; one whose brokers are busy lets those behind it pass.
 * One that copies nothing, because it only drops replicas or orders them otherwise, needs no place.
 */
public final class Batches {
  /**
   * How many at once.
   *
   * @param perBroker that copy to a broker or from it
   * @param total in the whole cluster, with those that copy nothing
   */
  public record Limits(int perBroker, int total) {
    public static final Limits DEFAULT = new Limits(5, 200);

    public Limits {
      if (perBroker < 1 || total < 1) {
        throw new Refusal(
            "limits of "
                + perBroker
                + " moves per broker and "
                + total
                + " in all: both must be"
                + " at least 1");
      }
    }
  }

  private Batches() {}

  /**
   * Those of the remaining moves to begin now.
   *
   * @param remaining not yet done, in the order of the plan; those under way may be among them
   * @param underWay begun and not yet done
   */
  public static List<PartitionMove> begin(
      List<PartitionMove> remaining, List<PartitionMove> underWay, Limits limits) {
    Map<Integer, Integer> busy = new HashMap<>();
    Set<String> taken = new HashSet<>();
    for (PartitionMove move : underWay) {
      taken.add(move.name());
      brokers(move).forEach(broker -> busy.merge(broker, 1, Integer::sum));
    }
    List<PartitionMove> begin = new ArrayList<>();
    for (PartitionMove move : remaining) {
      if (underWay.size() + begin.size() >= limits.total()) {
        break;
      }
      Set<Integer> brokers = brokers(move);
      boolean free =
          brokers.stream().allMatch(broker -> busy.getOrDefault(broker, 0) < limits.perBroker());
      if (free && taken.add(move.name())) {
        brokers.forEach(broker -> busy.merge(broker, 1, Integer::sum));
        begin.add(move);
      }
    }
    return begin;
  }

  /** Those that copy, and the one that most likely is read from: the preferred leader. */
  private static Set<Integer> brokers(PartitionMove move) {
    Set<Integer> brokers = new HashSet<>(move.adding());
    if (!brokers.isEmpty()) {
      brokers.add(move.before().get(0));
    }
    return brokers;
  }
}
