package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Settings.Alteration;
import org.kafkayarn.am.state.Settings.Change;
import org.kafkayarn.am.state.Settings.Setting;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Started;

/**
 * Changes settings of Kafka while it runs, where Kafka can: those that the operator gives, and
 * those that we have set for him before.
 *
 * <p><b>Goals.</b> Every broker that serves has the value that is wanted of it, by an entry for all
 * brokers where the cluster's config says it, by one of its own where its group says another.
 *
 * <p><b>Constraints.</b> What is about to be set is saved before, so that it is taken back when it
 * is not wanted any more. What others have set for keys that nobody gives us is left alone. What
 * Kafka refuses is not asked again before the specification changes, and hinders nothing else.
 *
 * <p><b>Algorithm.</b> One call after the other, by resource: first what brokers have of their own,
 * then what is for all, last the entries of single brokers that hide it. In this order no broker
 * has a value between the two that nobody wants, and an entry stays when what would be in its place
 * is refused. An entry that is wanted no more is deleted once no Kafka runs that was started with
 * another value of that key: that value would come back. A default of ours takes its place where
 * there is one: Kafka has some entries that cannot be deleted, such as min.insync.replicas while it
 * keeps eligible leader replicas (ConfigurationControlManager, Kafka 4.3.1).
 */
public final class SettingsRules {
  /** Kafka has not answered, or not been reached. */
  static final Duration RETRY = Duration.ofSeconds(10);

  private final ClusterState state;
  private final ClusterSpec spec;
  private final Settings settings;
  private final SortedMap<String, String> defaults;

  /** A broker that has told. */
  private record Broker(NodeSpec node, Settings.Told told, Map<String, String> started) {
    private Optional<Setting> setting(String key) {
      return Optional.ofNullable(told.keys().get(key));
    }

    private Optional<String> start(String key) {
      return Optional.ofNullable(started.get(key));
    }

    private String resource() {
      return Integer.toString(node.id());
    }

    /** It had this value without an entry of its own. */
    private boolean hasWithoutOwn(String key, String value) {
      return setting(key)
          .flatMap(Setting::all)
          .or(() -> start(key))
          .filter(now -> Pending.same(now, value))
          .isPresent();
    }
  }

  private SettingsRules(ClusterState state) {
    this.state = state;
    this.spec = state.spec();
    this.settings = state.kafka().settings();
    this.defaults = NodeProperties.defaults(spec);
  }

  static void apply(Turn turn) {
    ClusterState state = turn.state();
    Settings settings = state.kafka().settings();
    if (settings.nodes().isEmpty() || settings.calling().isPresent() || state.leader().isEmpty()) {
      return;
    }
    Optional<Instant> again = settings.trouble().map(trouble -> trouble.at().plus(RETRY));
    if (again.filter(turn.now::isBefore).isPresent()) {
      turn.wake(again.get());
      return;
    }
    Optional<Alteration> next = new SettingsRules(state).next();
    if (next.isEmpty()) {
      return;
    }
    Alteration alteration = next.get();
    SortedSet<String> set = new TreeSet<>();
    alteration.entries().forEach((key, value) -> value.ifPresent(text -> set.add(key)));
    DynamicKeys remembered = state.ledger().dynamicSettings().with(alteration.resource(), set);
    turn.become(state.with(state.ledger().with(remembered)));
    if (state
        .saving()
        .saved()
        .filter(safe -> safe.dynamicSettings().has(alteration.resource(), set))
        .isPresent()) {
      turn.act(
          new Action.AlterSettings(alteration, reason(alteration)),
          turn.state().with(turn.state().kafka().with(settings.calling(alteration))));
    }
  }

  private static String reason(Alteration alteration) {
    List<String> parts = new ArrayList<>();
    alteration
        .entries()
        .forEach(
            (key, value) ->
                parts.add(
                    key
                        + value
                            .map(text -> " = " + Pending.shown(key, text))
                            .orElse(" as if it had not been set")));
    return "%s: %s: the specification says so"
        .formatted(name(alteration.resource()), String.join(", ", parts));
  }

  /** In words: whose settings those of a resource are. */
  public static String name(String resource) {
    return resource.equals(Settings.ALL_BROKERS) ? "all brokers" : "broker " + resource;
  }

  /** A key that is changed while Kafka runs, if it can be: the operator gives it, or we set it. */
  static boolean isOurs(ClusterState state, NodeSpec node, String key) {
    return node.config().containsKey(key)
        || isOurs(state, Settings.ALL_BROKERS, key)
        || isOurs(state, Integer.toString(node.id()), key);
  }

  private static boolean isOurs(ClusterState state, String resource, String key) {
    return state.ledger().dynamicSettings().has(resource, Set.of(key));
  }

  /** The keys that Kafka must be asked about. */
  public static SortedSet<String> keys(ClusterState state) {
    TreeSet<String> keys = new TreeSet<>(state.spec().config().keySet());
    state.spec().groups().forEach(group -> keys.addAll(group.config().keySet()));
    state.spec().nodes().values().forEach(node -> keys.addAll(node.config().keySet()));
    state.ledger().dynamicSettings().byResource().values().forEach(set -> keys.addAll(set));
    return keys;
  }

  /** Why a node does not get a value while it runs. */
  static Optional<String> refusal(ClusterState state, int id, String key, Optional<String> wanted) {
    Map<Change, String> refusals = state.kafka().settings().refusals();
    return Optional.ofNullable(refusals.get(new Change(Integer.toString(id), key, wanted)))
        .or(() -> Optional.ofNullable(refusals.get(new Change("", key, wanted))));
  }

  /** What Kafka has refused, a line each. */
  static List<String> refusals(ClusterState state) {
    List<String> lines = new ArrayList<>();
    state.kafka().settings().refusals().forEach((change, why) -> lines.add(line(change, why)));
    lines.sort(null);
    return lines;
  }

  /** {@code broker 0 refused log.retention.ms=abc: …}. */
  public static String line(Change change, String why) {
    String who =
        change.resource().equals(Settings.ALL_BROKERS) ? "Kafka" : "broker " + change.resource();
    return "%s refused %s: %s"
        .formatted(
            who,
            change
                .value()
                .map(value -> change.key() + "=" + Pending.shown(change.key(), value))
                .orElse("to take back " + change.key()),
            why);
  }

  private Optional<Alteration> next() {
    List<Broker> brokers = brokers();
    if (brokers.isEmpty()) {
      return Optional.empty();
    }
    SortedMap<Integer, SortedMap<String, Optional<String>>> own = new TreeMap<>();
    SortedMap<String, Optional<String>> all = new TreeMap<>();
    SortedMap<Integer, SortedMap<String, Optional<String>>> hiding = new TreeMap<>();
    SortedSet<String> keys = keys(state);
    brokers.forEach(broker -> keys.addAll(inherited(broker)));
    for (String key : keys) {
      Optional<String> base = base(key);
      Optional<Change> ofAll = all(brokers, key, base);
      ofAll.ifPresent(change -> all.put(key, change.value()));
      for (Broker broker : brokers) {
        if (broker.setting(key).filter(Setting::alterable).isPresent()) {
          own(broker, key, base, ofAll.isPresent()).ifPresent(change -> put(own, broker, change));
          hides(broker, key, base).ifPresent(change -> put(hiding, broker, change));
        }
      }
    }
    return first(own)
        .or(() -> all.isEmpty() ? Optional.empty() : alteration(Settings.ALL_BROKERS, all))
        .or(() -> first(hiding));
  }

  private static void put(
      SortedMap<Integer, SortedMap<String, Optional<String>>> changes,
      Broker broker,
      Change change) {
    changes
        .computeIfAbsent(broker.node().id(), id -> new TreeMap<>())
        .put(change.key(), change.value());
  }

  private static Optional<Alteration> first(
      SortedMap<Integer, SortedMap<String, Optional<String>>> changes) {
    return changes.entrySet().stream()
        .findFirst()
        .flatMap(entry -> alteration(Integer.toString(entry.getKey()), entry.getValue()));
  }

  private static Optional<Alteration> alteration(
      String resource, SortedMap<String, Optional<String>> entries) {
    return Optional.of(new Alteration(resource, entries));
  }

  private List<Broker> brokers() {
    List<Broker> brokers = new ArrayList<>();
    for (Slot slot : state.slots().values()) {
      NodeSpec node = spec.nodes().get(slot.id());
      Optional<Settings.Told> told = slot.serving() ? Pending.told(state, slot) : Optional.empty();
      if (node != null && node.broker() && told.isPresent()) {
        Map<String, String> started =
            slot.launcher()
                .flatMap(LauncherState::started)
                .map(Started::properties)
                .orElse(Map.of());
        brokers.add(new Broker(node, told.get(), started));
      }
    }
    return brokers;
  }

  /** What the cluster says, whatever groups say. */
  private Optional<String> base(String key) {
    return Optional.ofNullable(spec.config().get(key))
        .or(() -> Optional.ofNullable(defaults.get(key)));
  }

  private Optional<String> wanted(NodeSpec node, String key) {
    return Optional.ofNullable(node.config().get(key))
        .or(() -> Optional.ofNullable(defaults.get(key)));
  }

  private boolean follows(Broker broker, String key, Optional<String> base) {
    Optional<String> wanted = wanted(broker.node(), key);
    return wanted.isPresent() && base.filter(text -> Pending.same(text, wanted.get())).isPresent();
  }

  /**
   * Defaults of ours whose last value Kafka has made an entry for all brokers, by which the next
   * one would never count: it does so with min.insync.replicas when it begins to keep eligible
   * leader replicas (ConfigurationControlManager.maybeGenerateElrSafetyRecords, Kafka 4.3.1).
   */
  private List<String> inherited(Broker broker) {
    List<String> keys = new ArrayList<>();
    defaults.forEach(
        (key, value) -> {
          Optional<String> entry = broker.setting(key).flatMap(Setting::all);
          if (entry.isPresent()
              && entry.equals(broker.start(key))
              && !Pending.same(entry.get(), value)) {
            keys.add(key);
          }
        });
    return keys;
  }

  /**
   * An entry of the broker's own that it needs.
   *
   * @param allChanges the entry for all brokers is about to be another
   */
  private Optional<Change> own(
      Broker broker, String key, Optional<String> base, boolean allChanges) {
    Optional<String> wanted = wanted(broker.node(), key);
    if (wanted.isEmpty() || follows(broker, key, base)) {
      return Optional.empty();
    }
    boolean ownStays = !allChanges || broker.setting(key).flatMap(Setting::own).isPresent();
    boolean has =
        ownStays && Pending.isInForce(broker.setting(key), broker.start(key), wanted.get());
    return has ? Optional.empty() : unlessRefused(broker.resource(), key, wanted);
  }

  private Optional<Change> all(List<Broker> brokers, String key, Optional<String> base) {
    return base.isPresent() ? allNeeded(brokers, key, base.get()) : allGone(brokers, key);
  }

  private Optional<Change> allNeeded(List<Broker> brokers, String key, String base) {
    boolean needed =
        brokers.stream()
            .filter(broker -> broker.setting(key).filter(Setting::alterable).isPresent())
            .filter(broker -> follows(broker, key, Optional.of(base)))
            .filter(broker -> !Pending.isInForce(broker.setting(key), broker.start(key), base))
            .anyMatch(broker -> !broker.hasWithoutOwn(key, base));
    return needed ? unlessRefused(Settings.ALL_BROKERS, key, Optional.of(base)) : Optional.empty();
  }

  private Optional<Change> allGone(List<Broker> brokers, String key) {
    boolean there =
        isOurs(state, Settings.ALL_BROKERS, key)
            && brokers.stream()
                .anyMatch(broker -> broker.setting(key).flatMap(Setting::all).isPresent());
    boolean comesBack =
        brokers.stream()
            .filter(broker -> broker.setting(key).flatMap(Setting::own).isEmpty())
            .anyMatch(broker -> comesBack(broker, key));
    return there && !comesBack
        ? unlessRefused(Settings.ALL_BROKERS, key, Optional.empty())
        : Optional.empty();
  }

  /** Without entries it would have a value that is not wanted, until it is restarted. */
  private boolean comesBack(Broker broker, String key) {
    Optional<String> start = broker.start(key);
    Optional<String> wanted = wanted(broker.node(), key);
    return start.isPresent() && wanted.filter(text -> Pending.same(text, start.get())).isEmpty();
  }

  /** An entry of the broker's own that hides what it should have. */
  private Optional<Change> hides(Broker broker, String key, Optional<String> base) {
    Optional<String> own = broker.setting(key).flatMap(Setting::own);
    Optional<String> wanted = wanted(broker.node(), key);
    if (own.isEmpty()) {
      return Optional.empty();
    }
    boolean delete =
        wanted.isEmpty()
            ? isOurs(state, broker.resource(), key) && !comesBack(broker, key)
            : follows(broker, key, base)
                && !Pending.isInForce(broker.setting(key), broker.start(key), wanted.get())
                && broker.hasWithoutOwn(key, wanted.get());
    return delete ? unlessRefused(broker.resource(), key, Optional.empty()) : Optional.empty();
  }

  private Optional<Change> unlessRefused(String resource, String key, Optional<String> value) {
    Change change = new Change(resource, key, value);
    return settings.refusals().containsKey(change) ? Optional.empty() : Optional.of(change);
  }
}
