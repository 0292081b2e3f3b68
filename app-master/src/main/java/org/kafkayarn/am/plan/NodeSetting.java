package org.kafkayarn.am.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.ManagedSettings;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Settings.Setting;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Started;

/**
 * One setting of a node, as an operator sees it.
 *
 * @param key a setting of Kafka, or {@code heap}, {@code jvm-opts}, {@code kafka}, {@code memory},
 *     {@code vcores}
 * @param running what is in force; absent: Kafka's default, or nothing runs
 * @param wanted what should be; absent: nobody gives it
 * @param origin who wants it
 * @param dynamic what is in force was set while Kafka ran
 * @param change what has to happen for a difference to go: {@code dynamic}, {@code restart}, {@code
 *     replace} or {@code unknown}; absent: there is none
 * @param refusal why Kafka does not accept it while it runs
 */
public record NodeSetting(
    String key,
    Optional<String> running,
    Optional<String> wanted,
    String origin,
    boolean dynamic,
    Optional<String> change,
    Optional<String> refusal) {
  private static final String MANAGED = "kafka-yarn";
  private static final String OTHERS = "somebody, while Kafka ran";

  public NodeSetting {
    requireNonNull(key);
    requireNonNull(running);
    requireNonNull(wanted);
    requireNonNull(origin);
    requireNonNull(change);
    requireNonNull(refusal);
  }

  /** All that is given to a node, and what others have set; by key, what is pending first. */
  public static List<NodeSetting> of(ClusterState state, Slot slot) {
    Map<String, Pending.Difference> pending = new HashMap<>();
    Pending.of(state, slot)
        .differences()
        .forEach(difference -> pending.put(difference.key(), difference));
    SortedMap<String, String> wanted = new TreeMap<>();
    Optional<NodeRecord> record = state.ledger().node(slot.id());
    NodeSpec node = state.spec().node(slot.id());
    record.ifPresentOrElse(
        placed -> wanted.putAll(NodeProperties.of(state, placed)),
        () -> wanted.putAll(NodeProperties.chosen(state.spec(), node)));
    Map<String, String> started =
        slot.launcher().flatMap(LauncherState::started).map(Started::properties).orElse(Map.of());
    Map<String, Setting> told = new TreeMap<>();
    Pending.told(state, slot).map(Settings.Told::keys).ifPresent(told::putAll);
    TreeSet<String> keys = new TreeSet<>(wanted.keySet());
    keys.addAll(started.keySet());
    told.forEach(
        (key, setting) -> {
          if (setting.dynamic().isPresent()) {
            keys.add(key);
          }
        });
    List<NodeSetting> settings = new ArrayList<>();
    pending.values().stream()
        .filter(difference -> !keys.contains(difference.key()))
        .sorted((one, other) -> one.key().compareTo(other.key()))
        .forEach(difference -> settings.add(of(difference, false)));
    for (String key : keys) {
      Optional<String> dynamic = Optional.ofNullable(told.get(key)).flatMap(Setting::dynamic);
      Optional<Pending.Difference> difference = Optional.ofNullable(pending.get(key));
      settings.add(
          difference
              .map(found -> of(found, dynamic.isPresent()))
              .orElseGet(
                  () ->
                      new NodeSetting(
                          key,
                          dynamic
                              .or(() -> Optional.ofNullable(started.get(key)))
                              .map(value -> Pending.shown(key, value)),
                          Optional.ofNullable(wanted.get(key))
                              .map(value -> Pending.shown(key, value)),
                          origin(state, node, key, dynamic, wanted.get(key)),
                          dynamic.isPresent(),
                          Optional.empty(),
                          Optional.empty())));
    }
    return settings;
  }

  private static NodeSetting of(Pending.Difference difference, boolean dynamic) {
    String key = difference.key();
    return new NodeSetting(
        key,
        difference.running().map(value -> Pending.shown(key, value)),
        difference.wanted().map(value -> Pending.shown(key, value)),
        difference.origin(),
        dynamic,
        Optional.of(difference.change().word()),
        difference.refusal());
  }

  private static String origin(
      ClusterState state, NodeSpec node, String key, Optional<String> dynamic, String wanted) {
    if (ManagedSettings.insteadOf(key).isPresent()) {
      return MANAGED;
    }
    boolean ofOthers =
        dynamic.filter(now -> wanted == null || !Pending.same(now, wanted)).isPresent()
            && !SettingsRules.isOurs(state, node, key);
    return ofOthers ? OTHERS : Pending.origin(state.spec(), node, key);
  }
}
