package org.kafkayarn.am.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.spec.TopicLayout;
import org.kafkayarn.am.spec.UserError;

/** Makes one topic: Kafka checks it first, then makes exactly what it has checked. */
final class TopicCreation {
  private final Conversation kafka;
  private final Topics.Wish wish;

  TopicCreation(Conversation kafka, Topics.Wish wish) {
    this.kafka = kafka;
    this.wish = wish;
  }

  Topics.Made run(boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    TopicSettings.check(wish.config().keySet());
    Topics.Made plain = ask(anywhere(wish.partitions(), wish.replicationFactor()), true);
    if (wish.ring().isEmpty()) {
      return dryRun
          ? plain
          : ask(
              anywhere(
                  OptionalInt.of(plain.partitions()), OptionalInt.of(plain.replicationFactor())),
              false);
    }
    List<List<Integer>> replicas = layout(plain);
    Map<Integer, List<Integer>> numbered = new HashMap<>();
    for (int partition = 0; partition < replicas.size(); partition++) {
      numbered.put(partition, replicas.get(partition));
    }
    Topics.Made made = ask(new NewTopic(wish.name(), numbered), dryRun);
    return new Topics.Made(made.name(), made.partitions(), made.replicationFactor(), replicas);
  }

  private List<List<Integer>> layout(Topics.Made plain) throws TopicRefusedException {
    try {
      return TopicLayout.of(
          wish.ring(),
          wish.racks(),
          plain.partitions(),
          plain.replicationFactor(),
          // Topics of one partition do not all begin at the same broker; a dry run tells the truth.
          wish.name().hashCode());
    } catch (UserError e) {
      throw new TopicRefusedException(
          TopicRefusedException.Kind.MISTAKE, e.getMessage(), Optional.of("brokers"));
    }
  }

  private NewTopic anywhere(OptionalInt partitions, OptionalInt factor) {
    return new NewTopic(
        wish.name(),
        partitions.isPresent() ? Optional.of(partitions.getAsInt()) : Optional.empty(),
        factor.isPresent() ? Optional.of((short) factor.getAsInt()) : Optional.empty());
  }

  private Topics.Made ask(NewTopic topic, boolean only)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    CreateTopicsResult result =
        kafka
            .admin()
            .createTopics(
                List.of(topic.configs(wish.config())),
                new CreateTopicsOptions().validateOnly(only).retryOnQuotaViolation(false));
    String otherwise =
        only ? "nothing was made" : "topic " + wish.name() + " may be made yet: see the list";
    try {
      return new Topics.Made(
          wish.name(),
          kafka.order(result.numPartitions(wish.name()), otherwise),
          kafka.order(result.replicationFactor(wish.name()), otherwise),
          List.of());
    } catch (TopicRefusedException e) {
      throw TopicSettings.explained(e);
    }
  }
}
