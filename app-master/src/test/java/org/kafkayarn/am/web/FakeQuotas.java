package org.kafkayarn.am.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.kafka.QuotaClient;
import org.kafkayarn.am.kafka.QuotaKey;
import org.kafkayarn.am.kafka.Quotas;
import org.kafkayarn.am.kafka.TopicRefusedException;

/** Quotas that are what the test says; notes what it is asked to change. */
final class FakeQuotas implements Quotas {
  final SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> held = new TreeMap<>();
  final List<Object> asked = new ArrayList<>();

  @Override
  public SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> list() {
    return held;
  }

  @Override
  public List<String> change(
      QuotaClient whose, Map<QuotaKey, Optional<Double>> wanted, boolean dryRun) {
    asked.add(whose + " " + new TreeMap<>(wanted) + (dryRun ? " dry" : ""));
    return List.of("producer_byte_rate: (none) -> 1");
  }

  @Override
  public List<String> remove(QuotaClient whose, Set<QuotaKey> keys, boolean dryRun)
      throws TopicRefusedException {
    if (!held.containsKey(whose)) {
      throw new TopicRefusedException(
          TopicRefusedException.Kind.ABSENT, whose + " has no quota", Optional.empty());
    }
    asked.add("remove " + whose + " " + keys + (dryRun ? " dry" : ""));
    return List.of("producer_byte_rate: 1 -> (none)");
  }
}
