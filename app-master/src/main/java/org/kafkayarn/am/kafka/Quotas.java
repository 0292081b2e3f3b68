package org.kafkayarn.am.kafka;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kafkayarn.am.kafka.UncleanElections.KafkaSilentException;

/**
 * How much of the cluster its clients may take. Every call ends in bounded time; one that is
 * refused has changed nothing. Any thread; blocks.
 */
public interface Quotas {
  SortedMap<QuotaClient, SortedMap<QuotaKey, Double>> list()
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /**
   * What changes, in words: nothing when it is so already.
   *
   * @param wanted the others stay; empty: that one is to go
   */
  List<String> change(QuotaClient whose, Map<QuotaKey, Optional<Double>> wanted, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;

  /**
   * What goes, in words.
   *
   * @param keys none: all
   */
  List<String> remove(QuotaClient whose, Set<QuotaKey> keys, boolean dryRun)
      throws KafkaSilentException, TopicRefusedException, InterruptedException;
}
