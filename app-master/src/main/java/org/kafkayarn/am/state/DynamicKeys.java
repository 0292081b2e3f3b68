package org.kafkayarn.am.state;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.pcollections.TreePMap;

/**
 * The keys that we have set, or are about to set, while Kafka runs: by the id of a broker, or
 * {@link Settings#ALL_BROKERS}.
 */
public record DynamicKeys(SortedMap<String, SortedSet<String>> byResource) {
  public static final DynamicKeys NONE = new DynamicKeys(TreePMap.empty());

  public DynamicKeys {
    byResource = TreePMap.fromSortedMap(byResource);
  }

  /** Whether these keys are known to be set by us. */
  public boolean has(String resource, Set<String> keys) {
    return keys.isEmpty()
        || Optional.ofNullable(byResource.get(resource))
            .filter(known -> known.containsAll(keys))
            .isPresent();
  }

  /** These keys are about to be set by us. */
  public DynamicKeys with(String resource, Set<String> keys) {
    if (has(resource, keys)) {
      return this;
    }
    TreeSet<String> more = new TreeSet<>(keys);
    more.addAll(byResource.getOrDefault(resource, new TreeSet<>()));
    return new DynamicKeys(TreePMap.fromSortedMap(byResource).plus(resource, more));
  }

  /** These keys are not set any more. */
  DynamicKeys without(String resource, Set<String> keys) {
    SortedSet<String> known = byResource.get(resource);
    if (known == null || Collections.disjoint(known, keys)) {
      return this;
    }
    TreeSet<String> left = new TreeSet<>(known);
    left.removeAll(keys);
    TreePMap<String, SortedSet<String>> others = TreePMap.fromSortedMap(byResource).minus(resource);
    return new DynamicKeys(left.isEmpty() ? others : others.plus(resource, left));
  }
}
