package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.PartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.RecoveryRules.Proposal;
import org.kafkayarn.am.state.Offline;

/**
 * Carries out what an operator has ordered for partitions without a leader. Kafka's unclean
 * election takes the first live replica of the assignment (4.3.1): so the assignment is put in the
 * order of completeness before, and back into its own order afterwards; replicas and data stay
 * where they are. Any thread; blocks.
 */
public final class UncleanElections {
  private static final int TOPICS_AT_ONCE = 500;
  private static final int REQUEST_MS = 10_000;
  private static final int CALL_MS = 30_000;

  private volatile Set<String> listeners = Set.of();

  /** What Kafka says now. */
  public record Found(Set<Integer> brokers, List<Offline.Partition> partitions) {}

  /** Remembers who serves. The loop's thread. */
  public void follow(Snapshot snapshot) {
    listeners = Target.servingBrokers(snapshot.state());
  }

  /** All partitions without a leader. */
  public Found find() throws KafkaSilentException, InterruptedException {
    try (Admin admin = open()) {
      Set<Integer> brokers = ReplicaLook.ids(get(admin.describeCluster().nodes()));
      List<String> topics =
          List.copyOf(
              new TreeSet<>(
                  get(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())));
      List<Offline.Partition> found = new ArrayList<>();
      for (int from = 0; from < topics.size(); from += TOPICS_AT_ONCE) {
        List<String> batch = topics.subList(from, Math.min(topics.size(), from + TOPICS_AT_ONCE));
        for (KafkaFuture<TopicDescription> topic :
            admin.describeTopics(batch).topicNameValues().values()) {
          describe(topic).ifPresent(description -> addLeaderless(found, description));
        }
      }
      return new Found(brokers, found);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaSilentException(reason(e), e);
    }
  }

  private static Optional<TopicDescription> describe(KafkaFuture<TopicDescription> topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return Optional.of(get(topic));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void addLeaderless(List<Offline.Partition> found, TopicDescription topic) {
    for (TopicPartitionInfo info : topic.partitions()) {
      if (info.leader() == null) {
        found.add(
            new Offline.Partition(
                topic.name(),
                info.partition(),
                info.replicas().stream().map(Node::id).toList(),
                // Without an ISR, whoever is eligible has every committed record (KIP-966).
                info.isr().isEmpty()
                    ? ReplicaLook.eligible(info).orElse(Set.of())
                    : ReplicaLook.ids(info.isr()),
                List.of()));
      }
    }
  }

  /** Elects as proposed; for each partition by name why that failed, or nothing if it is led. */
  public Map<String, Optional<String>> elect(List<Proposal> proposals)
      throws KafkaSilentException, InterruptedException {
    Map<TopicPartition, Proposal> wanted = new LinkedHashMap<>();
    proposals.forEach(
        proposal ->
            wanted.put(
                new TopicPartition(proposal.partition().topic(), proposal.partition().number()),
                proposal));
    try (Admin admin = open()) {
      Map<TopicPartition, String> failures = new HashMap<>();
      Map<TopicPartition, PartitionReassignment> moving =
          get(admin.listPartitionReassignments(wanted.keySet()).reassignments());
      moving.keySet().forEach(partition -> failures.put(partition, "its replicas are being moved"));
      order(admin, without(failures, wanted), true, failures);
      Map<TopicPartition, Proposal> ordered = without(failures, wanted);
      if (!ordered.isEmpty()) {
        failures.putAll(electNow(admin, ordered.keySet()));
      }
      order(admin, ordered, false, failures);
      return wanted.entrySet().stream()
          .collect(
              Collectors.toMap(
                  entry -> entry.getValue().partition().name(),
                  entry -> Optional.ofNullable(failures.get(entry.getKey()))));
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaSilentException(reason(e), e);
    }
  }

  /** Why it failed, by partition; the replicas' order is put back whatever comes of it. */
  private static Map<TopicPartition, String> electNow(Admin admin, Set<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, String> failures = new HashMap<>();
    try {
      get(admin.electLeaders(ElectionType.UNCLEAN, partitions).partitions())
          .forEach((partition, error) -> error.ifPresent(e -> failures.put(partition, reason(e))));
    } catch (ExecutionException | TimeoutException e) {
      String why = "it may have been elected, Kafka has not answered: " + reason(e);
      partitions.forEach(partition -> failures.put(partition, why));
    }
    return failures;
  }

  private static Map<TopicPartition, Proposal> without(
      Map<TopicPartition, String> failures, Map<TopicPartition, Proposal> wanted) {
    Map<TopicPartition, Proposal> rest = new LinkedHashMap<>(wanted);
    rest.keySet().removeAll(failures.keySet());
    return rest;
  }

  /** The replicas stay; only their order changes, which takes effect at once (4.3.1). */
  private static void order(
      Admin admin,
      Map<TopicPartition, Proposal> wanted,
      boolean electedFirst,
      Map<TopicPartition, String> failures)
      throws InterruptedException {
    Map<TopicPartition, Optional<NewPartitionReassignment>> orders = new HashMap<>();
    wanted.forEach(
        (partition, proposal) -> {
          if (!proposal.order().equals(proposal.partition().replicas())) {
            orders.put(
                partition,
                Optional.of(
                    new NewPartitionReassignment(
                        electedFirst ? proposal.order() : proposal.partition().replicas())));
          }
        });
    if (orders.isEmpty()) {
      return;
    }
    for (Map.Entry<TopicPartition, KafkaFuture<Void>> done :
        admin.alterPartitionReassignments(orders).values().entrySet()) {
      try {
        get(done.getValue());
      } catch (ExecutionException | TimeoutException e) {
        failures.putIfAbsent(
            done.getKey(),
            electedFirst
                ? "its replicas could not be ordered: " + reason(e)
                : "it was elected, but its replicas stay in the order "
                    + wanted.get(done.getKey()).order()
                    + ": "
                    + reason(e));
      }
    }
  }

  private Admin open() throws KafkaSilentException, ExecutionException {
    Set<String> servers = listeners;
    if (servers.isEmpty()) {
      throw new KafkaSilentException("no broker serves", null);
    }
    return Connection.BROKERS.to(servers, "kafka-yarn-recovery", REQUEST_MS, CALL_MS);
  }

  private static <T> T get(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(CALL_MS, TimeUnit.MILLISECONDS);
  }

  private static String reason(Throwable e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    return cause instanceof TimeoutException
        ? "Kafka has not answered within " + CALL_MS / 1000 + " s"
        : cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /** Kafka gave no answer, so that nothing is known or done. */
  public static final class KafkaSilentException extends Exception {
    private static final long serialVersionUID = 1L;

    public KafkaSilentException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
