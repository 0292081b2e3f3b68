package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.spec.TopicExpression;

/** The topics through Kafka's Admin, over the brokers that serve. */
public final class KafkaTopics implements Topics {
  private final Conversations conversations;

  public KafkaTopics() {
    this(Conversations.PATIENCE);
  }

  /**
   * @param patience for all that one request asks of Kafka
   */
  public KafkaTopics(Duration patience) {
    this.conversations = new Conversations("kafka-yarn-topics", patience);
  }

  /** Remembers who serves. The loop's thread. */
  public void follow(Snapshot snapshot) {
    conversations.follow(snapshot);
  }

  @Override
  public List<TopicView> list(TopicExpression meant)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      TopicLook look = new TopicLook(kafka);
      return look.at(meant.of(look.names()), true);
    }
  }

  @Override
  public TopicView get(String name)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      return new TopicLook(kafka).one(name, true);
    }
  }

  @Override
  public Made create(Wish wish, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      return new TopicCreation(kafka, wish).run(dryRun);
    }
  }

  @Override
  public List<String> change(String name, Change change, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      return new TopicChange(kafka, new TopicLook(kafka).one(name, false), change).run(dryRun);
    }
  }

  @Override
  public TopicView delete(String name, boolean force, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      TopicView topic = new TopicLook(kafka).one(name, true);
      if (topic.internal() && !force) {
        throw TopicRefusedException.field(
            "force",
            "%s belongs to Kafka or to a framework on it, which may need it: say force to delete it"
                .formatted(name));
      }
      if (!dryRun) {
        Void unused =
            kafka.order(
                kafka.admin().deleteTopics(List.of(name)).all(),
                "topic " + name + " may be deleted yet: see the list");
      }
      return topic;
    }
  }

  @Override
  public List<Election> elect(TopicExpression meant, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      TopicLook look = new TopicLook(kafka);
      Map<TopicPartition, Election> wanted = new LinkedHashMap<>();
      for (TopicView topic : look.at(meant.of(look.names()), false)) {
        for (PartitionView part : topic.partitions()) {
          if (!part.leader().equals(Optional.of(part.preferredLeader()))) {
            wanted.put(
                new TopicPartition(topic.name(), part.number()), election(topic.name(), part));
          }
        }
      }
      List<TopicPartition> possible =
          wanted.entrySet().stream()
              .filter(entry -> entry.getValue().failure().isEmpty())
              .map(Map.Entry::getKey)
              .toList();
      if (!dryRun && !possible.isEmpty()) {
        elect(kafka, possible, wanted);
      }
      return List.copyOf(wanted.values());
    }
  }

  private static Election election(String topic, PartitionView part) {
    int preferred = part.preferredLeader();
    return new Election(
        topic,
        part.number(),
        part.leader(),
        preferred,
        part.isr().contains(preferred)
            ? Optional.empty()
            : Optional.of("broker " + preferred + " is not in sync"));
  }

  private static void elect(
      Conversation kafka,
      Collection<TopicPartition> possible,
      Map<TopicPartition, Election> outcomes)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    Map<TopicPartition, Optional<Throwable>> answers =
        kafka.order(
            kafka.admin().electLeaders(ElectionType.PREFERRED, Set.copyOf(possible)).partitions(),
            "leaders may have been elected: see the partitions");
    List<TopicPartition> idle = new ArrayList<>();
    answers.forEach(
        (partition, error) -> {
          if (error.filter(ElectionNotNeededException.class::isInstance).isPresent()) {
            idle.add(partition);
          } else if (error.isPresent()) {
            Election asked = outcomes.get(partition);
            outcomes.put(
                partition,
                new Election(
                    asked.topic(),
                    asked.partition(),
                    asked.from(),
                    asked.to(),
                    Optional.of(TopicRefusedException.of(error.get()).getMessage())));
          }
        });
    idle.forEach(outcomes::remove);
  }
}
