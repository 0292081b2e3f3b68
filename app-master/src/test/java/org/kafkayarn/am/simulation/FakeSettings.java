package org.kafkayarn.am.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Settings.Setting;
import org.kafkayarn.am.state.Settings.Told;

/** Kafka's settings: {@code log.x} can change while it runs, {@code num.x} by a restart. */
final class FakeSettings {
  static final String ALTERABLE = "log.x";
  static final String READ_ONLY = "num.x";

  private final Supplier<Map<Integer, FakeLauncher>> running;
  private final BooleanSupplier led;
  private final Map<String, SortedMap<String, String>> entries = new TreeMap<>();

  FakeSettings(Supplier<Map<Integer, FakeLauncher>> running, BooleanSupplier led) {
    this.running = running;
    this.led = led;
  }

  private Optional<String> entry(String resource, String key) {
    return Optional.ofNullable(entries.get(resource)).map(of -> of.get(key));
  }

  SortedMap<Integer, Told> observe() {
    TreeMap<Integer, Told> told = new TreeMap<>();
    running
        .get()
        .forEach(
            (id, process) -> {
              TreeMap<String, Setting> keys = new TreeMap<>();
              for (String key : new String[] {ALTERABLE, READ_ONLY}) {
                keys.put(
                    key,
                    new Setting(
                        key.equals(READ_ONLY),
                        false,
                        inForce(process, key),
                        entry(Integer.toString(id), key),
                        entry("", key)));
              }
              told.put(id, new Told(process.spec.startId(), keys));
            });
    return told;
  }

  Optional<String> inForce(FakeLauncher process, String key) {
    return entry(Integer.toString(process.nodeId()), key)
        .or(() -> entry("", key))
        .or(() -> Optional.ofNullable(process.spec.kafkaProperties().get(key)));
  }

  /** What is refused, by key; empty when nobody is there to hear. */
  Optional<Map<String, String>> alter(Settings.Alteration alteration) {
    if (!led.getAsBoolean() || running.get().isEmpty()) {
      return Optional.empty();
    }
    if (!alteration.entries().keySet().equals(Set.of(ALTERABLE))) {
      throw new World.Violation("asked for what cannot change: " + alteration);
    }
    SortedMap<String, String> of =
        entries.computeIfAbsent(alteration.resource(), resource -> new TreeMap<>());
    alteration
        .entries()
        .forEach(
            (key, value) -> value.ifPresentOrElse(text -> of.put(key, text), () -> of.remove(key)));
    return Optional.of(Map.of());
  }
}
