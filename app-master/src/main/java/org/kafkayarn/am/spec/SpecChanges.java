package org.kafkayarn.am.spec;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A partial spec: what one source (a file, the flags, earlier submissions) says, and nothing on
 * what it does not mention. A key can be mentioned without a value, which takes it back to its
 * default; Kafka settings are laid over one another one by one, and one without a value is removed.
 */
public final class SpecChanges {
  private static final SpecChanges NONE = new SpecChanges(Map.of());

  private final Map<SpecKey<?>, Optional<?>> values;

  private SpecChanges(Map<SpecKey<?>, Optional<?>> values) {
    this.values = Map.copyOf(values);
  }

  public static SpecChanges none() {
    return NONE;
  }

  /** All that a complete spec holds, as if it had been given. */
  public static SpecChanges of(ClusterSpec spec) {
    SpecChanges all = NONE;
    for (SpecKey<?> key : SpecKey.all()) {
      all = all.copied(key, spec);
    }
    return all;
  }

  private <T> SpecChanges copied(SpecKey<T> key, ClusterSpec spec) {
    return key.of(spec).map(value -> with(key, value)).orElse(this);
  }

  public <T> SpecChanges with(SpecKey<T> key, T value) {
    return put(key, Optional.of(value));
  }

  /** Back to the default. */
  public SpecChanges without(SpecKey<?> key) {
    return put(key, Optional.empty());
  }

  /** One Kafka setting; without a value it is removed. */
  public SpecChanges withSetting(String key, Optional<String> value) {
    SortedMap<String, Optional<String>> settings = new TreeMap<>(settings());
    settings.put(key, value);
    return with(SpecKey.CONFIG, settings);
  }

  private SpecChanges put(SpecKey<?> key, Optional<?> value) {
    Map<SpecKey<?>, Optional<?>> changed = new HashMap<>(values);
    changed.put(key, value);
    return new SpecChanges(changed);
  }

  /** This with a time of start that does not depend on when it is read. */
  public SpecChanges at(Clock clock) {
    return get(SpecKey.START_AT)
        .map(time -> with(SpecKey.START_AT, new StartTime.At(time.from(clock))))
        .orElse(this);
  }

  /** This, and over it what {@code later} mentions. */
  public SpecChanges overlaid(SpecChanges later) {
    Map<SpecKey<?>, Optional<?>> both = new HashMap<>(values);
    both.putAll(later.values);
    if (mentions(SpecKey.CONFIG) && later.get(SpecKey.CONFIG).isPresent()) {
      SortedMap<String, Optional<String>> settings = new TreeMap<>(settings());
      settings.putAll(later.settings());
      both.put(SpecKey.CONFIG, Optional.of(settings));
    }
    // Each says how many nodes there are: the later one is meant.
    if (later.get(SpecKey.GROUPS).isPresent() && !later.mentions(SpecKey.BROKERS)) {
      both.remove(SpecKey.BROKERS);
    }
    return new SpecChanges(both);
  }

  /** What remains to be remembered once keys without a value have done their work. */
  public SpecChanges settled() {
    Map<SpecKey<?>, Optional<?>> kept = new HashMap<>(values);
    SortedMap<String, Optional<String>> settings = new TreeMap<>(settings());
    settings.values().removeIf(Optional::isEmpty);
    kept.put(SpecKey.CONFIG, settings.isEmpty() ? Optional.empty() : Optional.of(settings));
    kept.values().removeIf(Optional::isEmpty);
    return new SpecChanges(kept);
  }

  // Only with() puts a value in, and it takes the key's own type.
  @SuppressWarnings("unchecked")
  public <T> Optional<T> get(SpecKey<T> key) {
    return (Optional<T>) values.getOrDefault(key, Optional.empty());
  }

  public boolean mentions(SpecKey<?> key) {
    return values.containsKey(key);
  }

  SortedMap<String, Optional<String>> settings() {
    return get(SpecKey.CONFIG).orElseGet(TreeMap::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SpecChanges that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
