package org.kafkayarn.am.kafka;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.spec.TopicExpression;

/**
 * The topics of the cluster. Every call ends in bounded time; one that is refused has changed
 * nothing. Any thread; blocks.
 */
public interface Topics {
  /**
   * A topic that is to be.
   *
   * @param partitions absent: the cluster's default
   * @param replicationFactor absent: the cluster's default
   * @param ring the brokers that its replicas go round; empty: Kafka chooses
   * @param racks of those brokers
   */
  record Wish(
      String name,
      OptionalInt partitions,
      OptionalInt replicationFactor,
      List<Integer> ring,
      Map<Integer, String> racks,
      Map<String, String> config) {
    public Wish {
      requireNonNull(name);
      requireNonNull(partitions);
      requireNonNull(replicationFactor);
      ring = List.copyOf(ring);
      racks = Map.copyOf(racks);
      config = Map.copyOf(config);
    }
  }

  /**
   * A topic that is made, or would be.
   *
   * @param replicas of each partition; empty: Kafka chooses
   */
  record Made(String name, int partitions, int replicationFactor, List<List<Integer>> replicas) {
    public Made {
      requireNonNull(name);
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * What is to be different of a topic.
   *
   * @param partitions how many it is to have
   * @param config by setting; without a value it becomes the cluster's again
   */
  record Change(OptionalInt partitions, Map<String, Optional<String>> config) {
    public Change {
      requireNonNull(partitions);
      config = Map.copyOf(config);
    }
  }

  /**
   * What has become of a partition that its preferred leader does not lead.
   *
   * @param from who led it, if anybody
   * @param to its preferred leader
   * @param failure why that one does not lead it
   */
  record Election(
      String topic, int partition, Optional<Integer> from, int to, Optional<String> failure) {
    public Election {
      requireNonNull(topic);
      requireNonNull(from);
      requireNonNull(failure);
    }
  }

  /** Those that are meant, by name. */
  List<TopicView> list(TopicExpression meant)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /** One of them. */
  TopicView get(String name)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /**
   * Makes a topic.
   *
   * @param dryRun only asks Kafka whether it would
   */
  Made create(Wish wish, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /** Changes a topic, all of it or nothing; what changes, line by line. */
  List<String> change(String name, Change change, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /**
   * Deletes a topic with its data; what it was.
   *
   * @param force also an internal one
   */
  TopicView delete(String name, boolean force, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /** Has the preferred leaders elected where others lead. */
  List<Election> elect(TopicExpression meant, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;
}
