package org.kafkayarn.am.plan;

import static org.kafkayarn.am.plan.Worlds.T0;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Settings.Setting;
import org.kafkayarn.am.state.Settings.Told;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/**
 * A cluster that serves, whose nodes were started with what was wanted then, and a Kafka that keeps
 * the settings that it is given. It can change {@code log.*} and {@code min.insync.replicas} while
 * it runs.
 */
final class Configured {
  private static final String BASE = "name: orders\nmemory: 1g\nheap: 384\nports: 29092-29111\n";

  private final Map<Integer, Map<String, String>> started = new TreeMap<>();
  final Map<String, SortedMap<String, String>> entries = new TreeMap<>();
  final Worlds world;
  private long generation = 1;

  /**
   * @param spec lines of a spec file
   */
  Configured(String spec) {
    world = Worlds.fresh(read(spec)).started();
    world.state().slots().keySet().forEach(this::restart);
  }

  private static SpecChanges read(String spec) {
    return SpecFile.read(BASE + spec, "f");
  }

  /** The operator wants this instead. */
  Configured want(String spec) {
    ClusterSpec next =
        SpecRules.complete(
            read(spec), ++generation, "hdfs:///kafka.tar", Optional.of(world.state().spec()));
    world.on(T0, new OperatorEvent.SpecChanged(next));
    return told();
  }

  /** It runs with what is wanted now. */
  Configured restart(int id) {
    NodeSpec node = world.state().spec().node(id);
    started.put(
        id, NodeProperties.of(world.state(), world.state().ledger().node(id).orElseThrow()));
    world.on(
        T0,
        Worlds.wordOnStart(
            world.slot(id).launcher().orElseThrow(),
            new Started(
                new Origin(node.kafka(), node.memoryMb(), node.vcores(), 0),
                started.get(id),
                node.heapMb(),
                world.state().spec().jvmOptions())));
    return told();
  }

  /** Somebody has set it. */
  Configured entry(String resource, String key, String value) {
    entries.computeIfAbsent(resource, r -> new TreeMap<>()).put(key, value);
    return told();
  }

  private Optional<String> entry(String resource, String key) {
    return Optional.ofNullable(entries.get(resource)).map(of -> of.get(key));
  }

  /** What the probe sees. */
  Configured told() {
    TreeMap<Integer, Told> told = new TreeMap<>();
    for (Slot slot : world.state().slots().values()) {
      if (slot.launcher().isEmpty()) {
        continue;
      }
      TreeMap<String, Setting> keys = new TreeMap<>();
      SettingsRules.keys(world.state()).forEach(key -> keys.put(key, setting(slot.id(), key)));
      entries
          .values()
          .forEach(of -> of.keySet().forEach(key -> keys.put(key, setting(slot.id(), key))));
      told.put(
          slot.id(), new Told(slot.launcher().map(LauncherState::startId).orElseThrow(), keys));
    }
    world.on(T0, new KafkaEvent.SettingsObserved(told));
    return this;
  }

  private Setting setting(int id, String key) {
    boolean alterable = key.startsWith("log.") || key.equals("min.insync.replicas");
    Optional<String> own = entry(Integer.toString(id), key);
    Optional<String> all = entry("", key);
    Optional<String> value =
        own.or(() -> all)
            .or(() -> Optional.ofNullable(started.getOrDefault(id, Map.of()).get(key)));
    return new Setting(!alterable, false, value, own, all);
  }

  /** What Kafka is asked next, once what must be saved is. */
  Optional<Action.AlterSettings> next() {
    for (int i = 0; i < 3; i++) {
      world.plan(T0);
      Optional<Action.AlterSettings> found =
          world.plan.actions().stream()
              .filter(Action.AlterSettings.class::isInstance)
              .map(Action.AlterSettings.class::cast)
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
      world.saved(T0);
    }
    return Optional.empty();
  }

  /** Kafka does it. */
  void does(Settings.Alteration alteration) {
    SortedMap<String, String> of =
        entries.computeIfAbsent(alteration.resource(), r -> new TreeMap<>());
    alteration
        .entries()
        .forEach(
            (key, value) -> value.ifPresentOrElse(text -> of.put(key, text), () -> of.remove(key)));
    world.on(T0, new KafkaEvent.SettingsAltered(alteration, Map.of(), Optional.empty()));
    told();
  }

  /** Kafka does not accept this key. */
  void refuses(Settings.Alteration alteration, String key, String why) {
    world.on(T0, new KafkaEvent.SettingsAltered(alteration, Map.of(key, why), Optional.empty()));
    told();
  }

  /** All that Kafka is asked until nothing is left, a line each: {@code all log.x=1}. */
  List<String> settle() {
    List<String> asked = new ArrayList<>();
    for (Optional<Action.AlterSettings> next = next(); next.isPresent(); next = next()) {
      asked.add(line(next.get().alteration()));
      does(next.get().alteration());
      if (asked.size() > 20) {
        throw new AssertionError("no end: " + asked);
      }
    }
    return asked;
  }

  private static String line(Settings.Alteration alteration) {
    List<String> parts = new ArrayList<>();
    alteration
        .entries()
        .forEach((key, value) -> parts.add(key + value.map(text -> "=" + text).orElse(" deleted")));
    return (alteration.resource().isEmpty() ? "all" : alteration.resource())
        + " "
        + String.join(" ", parts);
  }

  Pending pending(int id) {
    return Pending.of(world.state(), world.slot(id));
  }

  boolean needsRestart(int id) {
    return Pending.needsRestart(world.state(), world.slot(id));
  }
}
