package org.kafkayarn.am.spec;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A partial spec: what one source (a file, the flags, earlier submissions) says, and nothing on
 * what it does not mention. A key can be mentioned without a value, which takes it back to its
 * default; Kafka settings and tasks are laid over one another one by one, and one without a value
 * is removed.
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

  /** This without a word on these keys. */
  public SpecChanges except(Collection<SpecKey<?>> keys) {
    Map<SpecKey<?>, Optional<?>> kept = new HashMap<>(values);
    kept.keySet().removeAll(keys);
    return new SpecChanges(kept);
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

  /** This with times of start that do not depend on when it is read. */
  public SpecChanges at(Clock clock) {
    SpecChanges timed =
        get(SpecKey.START_AT)
            .map(time -> with(SpecKey.START_AT, new StartTime.At(time.from(clock))))
            .orElse(this);
    return get(SpecKey.TASKS)
        .map(
            tasks -> {
              SortedMap<String, Optional<TaskWish>> absolute = new TreeMap<>(tasks);
              absolute.replaceAll((name, task) -> task.map(wish -> wish.at(clock)));
              return timed.with(SpecKey.TASKS, absolute);
            })
        .orElse(timed);
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
    if (get(SpecKey.TASKS).isPresent() && later.get(SpecKey.TASKS).isPresent()) {
      SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>(tasks());
      tasks.putAll(later.tasks());
      both.put(SpecKey.TASKS, Optional.of(tasks));
    }
    // What says the same in other words gives way to what is said later.
    if (later.get(SpecKey.GROUPS).isPresent()) {
      giveWay(both, SpecKey.SAID_BY_GROUPS, later);
    }
    if (later.get(SpecKey.CONTROLLERS).filter(count -> count > 0).isPresent()) {
      giveWay(both, List.of(SpecKey.VOTERS), later);
    } else if (later.mentions(SpecKey.CONTROLLERS)) {
      giveWay(both, SpecKey.OF_CONTROLLERS, later);
    }
    return new SpecChanges(both);
  }

  private static void giveWay(
      Map<SpecKey<?>, Optional<?>> both, List<SpecKey<?>> keys, SpecChanges later) {
    keys.stream().filter(key -> !later.mentions(key)).forEach(both::remove);
  }

  /** What remains to be remembered once keys without a value have done their work. */
  public SpecChanges settled() {
    Map<SpecKey<?>, Optional<?>> kept = new HashMap<>(values);
    SortedMap<String, Optional<String>> settings = new TreeMap<>(settings());
    settings.values().removeIf(Optional::isEmpty);
    kept.put(SpecKey.CONFIG, settings.isEmpty() ? Optional.empty() : Optional.of(settings));
    SortedMap<String, Optional<TaskWish>> tasks = new TreeMap<>(tasks());
    tasks.values().removeIf(Optional::isEmpty);
    kept.put(SpecKey.TASKS, tasks.isEmpty() ? Optional.empty() : Optional.of(tasks));
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

  SortedMap<String, Optional<TaskWish>> tasks() {
    return get(SpecKey.TASKS).orElseGet(TreeMap::new);
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
