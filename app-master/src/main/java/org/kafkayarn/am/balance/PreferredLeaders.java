package org.kafkayarn.am.balance;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Finds the partitions that another replica leads than the first of their lists. */
public final class PreferredLeaders {
  /** Whether an election would put the preferred leader in place, or why not. */
  public enum Readiness {
    READY,
    /** Its broker is down: an election would fail. */
    DOWN,
    /** It lags behind: records could be lost, so Kafka elects it only once it is in sync. */
    LAGS
  }

  /**
   * A partition with the wrong leader.
   *
   * @param leader empty: none
   */
  public record Displaced(
      String topic, int partition, OptionalInt leader, int preferred, Readiness readiness) {}

  private PreferredLeaders() {}

  /**
   * Those of the topics that the preferred one doesn't lead.
   *
   * @param topics empty: all
   */
  public static List<Displaced> displaced(Layout layout, Set<String> topics) {
    Set<String> chosen = Asked.topics(layout, topics);
    Set<Integer> online = new HashSet<>();
    layout.brokers().stream()
        .filter(Layout.Broker::online)
        .forEach(broker -> online.add(broker.id()));
    return layout.partitions().stream()
        .filter(partition -> chosen.contains(partition.topic()))
        .filter(
            partition -> !partition.leader().equals(OptionalInt.of(partition.replicas().get(0))))
        .map(partition -> displaced(partition, online))
        .toList();
  }

  private static Displaced displaced(Layout.Partition partition, Set<Integer> online) {
    int preferred = partition.replicas().get(0);
    Readiness readiness =
        !online.contains(preferred)
            ? Readiness.DOWN
            : partition.isr().contains(preferred) ? Readiness.READY : Readiness.LAGS;
    return new Displaced(
        partition.topic(), partition.number(), partition.leader(), preferred, readiness);
  }
}
