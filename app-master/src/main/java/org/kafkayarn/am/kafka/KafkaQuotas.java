package org.kafkayarn.am.kafka;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;
import org.kafkayarn.am.loop.Snapshot;

/** The quotas through Kafka's Admin, over the brokers that serve. */
public final class KafkaQuotas implements Quotas {
  private final Conversations conversations =
      new Conversations("kafka-yarn-quotas", Conversations.PATIENCE);

  /** Remembers who serves. The loop's thread. */
  public void follow(Snapshot snapshot) {
    conversations.follow(snapshot);
  }

  @Override
  public SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> list()
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      return list(kafka);
    }
  }

  private static SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> list(Conversation kafka)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> all = new TreeMap<>();
    kafka
        .get(kafka.admin().describeClientQuotas(ClientQuotaFilter.all()).entities())
        .forEach(
            (entity, quotas) ->
                QuotaClient.of(entity).ifPresent(client -> all.put(client, known(quotas))));
    all.values().removeIf(Map::isEmpty);
    return all;
  }

  /** Those of a Kafka that is newer than we are stay out of sight. */
  private static SortedMap<QuotaKey, Double> known(Map<String, Double> quotas) {
    SortedMap<QuotaKey, Double> known = new TreeMap<>();
    quotas.forEach((key, value) -> QuotaKey.find(key).ifPresent(found -> known.put(found, value)));
    return known;
  }

  @Override
  public List<String> change(
      QuotaClient whose, Map<QuotaKey, Optional<Double>> wanted, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      return change(kafka, whose, wanted, held(kafka, whose), dryRun);
    }
  }

  private static SortedMap<QuotaKey, Double> held(Conversation kafka, QuotaClient whose)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    return Optional.ofNullable(list(kafka).get(whose)).orElseGet(TreeMap::new);
  }

  @Override
  public List<String> remove(QuotaClient whose, Set<QuotaKey> keys, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    try (Conversation kafka = conversations.open()) {
      SortedMap<QuotaKey, Double> held = held(kafka, whose);
      Set<QuotaKey> gone = new HashSet<>(held.keySet());
      if (!keys.isEmpty()) {
        gone.retainAll(keys);
      }
      if (gone.isEmpty()) {
        throw new TopicRefusedException(
            TopicRefusedException.Kind.ABSENT, absent(whose, keys), Optional.empty());
      }
      Map<QuotaKey, Optional<Double>> wanted = new EnumMap<>(QuotaKey.class);
      gone.forEach(key -> wanted.put(key, Optional.empty()));
      return change(kafka, whose, wanted, held, dryRun);
    }
  }

  private static String absent(QuotaClient whose, Set<QuotaKey> keys) {
    return keys.isEmpty()
        ? whose + " has no quota"
        : "%s has no quota %s"
            .formatted(
                whose, String.join(", ", keys.stream().sorted().map(QuotaKey::key).toList()));
  }

  /** All of it is ordered, also what seems to be so: a broker hears of changes a little late. */
  private static List<String> change(
      Conversation kafka,
      QuotaClient whose,
      Map<QuotaKey, Optional<Double>> wanted,
      Map<QuotaKey, Double> held,
      boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException {
    List<ClientQuotaAlteration.Op> ops = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Map.Entry<QuotaKey, Optional<Double>> one : new TreeMap<>(wanted).entrySet()) {
      Optional<Double> before = Optional.ofNullable(held.get(one.getKey()));
      ops.add(new ClientQuotaAlteration.Op(one.getKey().key(), one.getValue().orElse(null)));
      if (!before.equals(one.getValue())) {
        lines.add(
            "%s: %s -> %s".formatted(one.getKey().key(), shown(before), shown(one.getValue())));
      }
    }
    Void unused =
        kafka.order(
            kafka
                .admin()
                .alterClientQuotas(
                    List.of(new ClientQuotaAlteration(whose.entity(), ops)),
                    new AlterClientQuotasOptions().validateOnly(dryRun))
                .all(),
            "quotas may have changed: see the list");
    return lines;
  }

  private static String shown(Optional<Double> value) {
    return value.map(QuotaKey::shown).orElse("(none)");
  }
}
