package org.kafkayarn.am.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.ManagedSettings;
import org.kafkayarn.am.spec.NodeGroup;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Settings;
import org.kafkayarn.am.state.Settings.Setting;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;
import org.kafkayarn.launcher.contract.Origin;
import org.kafkayarn.launcher.contract.Started;

/**
 * How the Kafka of a node that runs differs from the one that is wanted, but for what only we can
 * know: hosts, ports, the quorum.
 *
 * <p>What needs a restart differs from what Kafka was <em>started</em> with: so a restart always
 * mends it, and nothing is restarted twice for the same reason.
 *
 * @param known its launcher has told what it was started with, or nothing runs
 */
public record Pending(boolean known, List<Difference> differences) {
  /** What has to happen for a difference to go. */
  public enum Change {
    /** Kafka changes it while it runs. */
    DYNAMIC,
    /** Kafka must be started again, in its container. */
    RESTART,
    /** Its container must have another size, if YARN can give it that; else it needs another. */
    RESIZE,
    /** The node needs another container. */
    REPLACE,
    /** Kafka has not said yet whether it can change while it runs. */
    UNKNOWN;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that differs.
   *
   * @param key a setting of Kafka, or {@code heap}, {@code jvm-opts}, {@code kafka}, {@code
   *     memory}, {@code vcores}
   * @param running what is in force; absent: Kafka's default
   * @param wanted what should be; absent: Kafka's default
   * @param origin who wants it
   * @param refusal why Kafka does not accept it while it runs
   */
  public record Difference(
      String key,
      Optional<String> running,
      Optional<String> wanted,
      String origin,
      Change change,
      Optional<String> refusal) {
    public Difference {
      requireNonNull(key);
      requireNonNull(running);
      requireNonNull(wanted);
      requireNonNull(origin);
      requireNonNull(change);
      requireNonNull(refusal);
    }

    /** {@code log.segment.bytes 1g -> 512m}. */
    public String line() {
      return key
          + " "
          + running.map(value -> shown(key, value)).orElse(UNSET)
          + " -> "
          + wanted.map(value -> shown(key, value)).orElse(UNSET)
          + refusal.map(why -> " (refused: " + why + ")").orElse("");
    }
  }

  static final String UNSET = "(default)";
  private static final String OF_DEFAULTS = "default of kafka-yarn";
  private static final String OF_CLUSTER = "cluster";
  private static final Pending NONE = new Pending(true, List.of());

  public Pending {
    differences = List.copyOf(differences);
  }

  /**
   * Something about this node changes only by a restart, or by another container. What does not
   * serve has nothing to keep: it is then told by what it was started with.
   */
  public static boolean needsRestart(ClusterState state, Slot slot) {
    Pending pending = of(state, slot);
    return pending.has(Change.RESTART) || pending.has(Change.RESIZE) || pending.has(Change.REPLACE);
  }

  boolean has(Change change) {
    return differences.stream().anyMatch(difference -> difference.change() == change);
  }

  boolean has(String key) {
    return of(key).isPresent();
  }

  Optional<Difference> of(String key) {
    return differences.stream().filter(difference -> difference.key().equals(key)).findFirst();
  }

  public static Pending of(ClusterState state, Slot slot) {
    NodeSpec wanted = state.spec().nodes().get(slot.id());
    Optional<LauncherState> launcher = slot.launcher().filter(l -> slot.container().isPresent());
    if (wanted == null || launcher.isEmpty()) {
      return NONE;
    }
    Optional<Started> started = launcher.get().started();
    if (started.isEmpty()) {
      return new Pending(false, List.of());
    }
    List<Difference> found = new ArrayList<>();
    container(state, slot, wanted, started.get().origin(), found);
    process(state, wanted, started.get(), found);
    settings(state, slot, wanted, started.get(), found);
    return found.isEmpty() ? NONE : new Pending(true, found);
  }

  private static void container(
      ClusterState state, Slot slot, NodeSpec wanted, Origin origin, List<Difference> found) {
    if (!origin.isKnown()) {
      return;
    }
    boolean resized = slot.resize().filter(to -> to.isDone() && to.isTo(wanted)).isPresent();
    Change size = resized ? Change.RESTART : Change.RESIZE;
    NodeGroup group = group(state.spec(), wanted).orElse(null);
    add(
        found,
        "kafka",
        origin.kafka(),
        wanted.kafka(),
        of(group, group != null && group.kafka().isPresent()),
        Change.REPLACE);
    add(
        found,
        "memory",
        origin.memoryMb() + "m",
        wanted.memoryMb() + "m",
        of(group, group != null && group.memoryMb().isPresent()),
        size);
    add(
        found,
        "vcores",
        Integer.toString(origin.vcores()),
        Integer.toString(wanted.vcores()),
        of(group, group != null && group.vcores().isPresent()),
        size);
  }

  private static void process(
      ClusterState state, NodeSpec wanted, Started started, List<Difference> found) {
    NodeGroup group = group(state.spec(), wanted).orElse(null);
    add(
        found,
        "heap",
        started.heapMb() + "m",
        wanted.heapMb() + "m",
        of(group, group != null && group.heapMb().isPresent()),
        Change.RESTART);
    add(
        found,
        "jvm-opts",
        String.join(" ", started.jvmOptions()),
        String.join(" ", state.spec().jvmOptions()),
        OF_CLUSTER,
        Change.RESTART);
  }

  private static void add(
      List<Difference> found, String key, String running, String now, String origin, Change how) {
    if (!running.equals(now)) {
      found.add(
          new Difference(
              key, Optional.of(running), Optional.of(now), origin, how, Optional.empty()));
    }
  }

  private static void settings(
      ClusterState state, Slot slot, NodeSpec node, Started started, List<Difference> found) {
    SortedMap<String, String> wanted = NodeProperties.chosen(state.spec(), node);
    Optional<Settings.Told> told = told(state, slot);
    for (Map.Entry<String, String> entry : wanted.entrySet()) {
      String key = entry.getKey();
      Optional<String> start = Optional.ofNullable(started.properties().get(key));
      Optional<Setting> setting = told.map(Settings.Told::keys).map(keys -> keys.get(key));
      if (!isInForce(setting, start, entry.getValue())) {
        change(state, slot, node, key, Optional.of(entry.getValue()), start, told)
            .ifPresent(found::add);
      }
    }
    SortedSet<String> left = new TreeSet<>(started.properties().keySet());
    told.ifPresent(seen -> left.addAll(seen.keys().keySet()));
    for (String key : left) {
      if (!wanted.containsKey(key) && ManagedSettings.insteadOf(key).isEmpty()) {
        left(state, node, key, Optional.ofNullable(started.properties().get(key)), told)
            .ifPresent(found::add);
      }
    }
  }

  /**
   * Of a value that nobody wants any more. What was set while Kafka runs goes when no broker was
   * started with it.
   */
  private static Optional<Difference> left(
      ClusterState state,
      NodeSpec node,
      String key,
      Optional<String> start,
      Optional<Settings.Told> told) {
    Optional<String> dynamic =
        told.map(Settings.Told::keys).map(keys -> keys.get(key)).flatMap(Setting::dynamic);
    boolean ofOthers = start.isEmpty() && !SettingsRules.isOurs(state, node, key);
    Optional<String> running = dynamic.or(() -> start);
    return running.isEmpty() || ofOthers
        ? Optional.empty()
        : Optional.of(
            new Difference(
                key,
                running,
                Optional.empty(),
                OF_CLUSTER,
                start.isPresent() ? Change.RESTART : Change.DYNAMIC,
                start.isPresent()
                    ? Optional.empty()
                    : SettingsRules.refusal(state, node.id(), key, Optional.empty())));
  }

  /**
   * Of a value that is not in force; empty when somebody else has set another in its place, or what
   * is set for all brokers holds for a controller too.
   */
  private static Optional<Difference> change(
      ClusterState state,
      Slot slot,
      NodeSpec node,
      String key,
      Optional<String> wanted,
      Optional<String> start,
      Optional<Settings.Told> told) {
    Optional<Setting> setting = told.map(Settings.Told::keys).map(keys -> keys.get(key));
    Optional<String> dynamic = setting.flatMap(Setting::dynamic);
    boolean ours = SettingsRules.isOurs(state, node, key);
    if (dynamic.isPresent() && !(ours && node.broker())) {
      return Optional.empty();
    }
    Change how =
        told.isEmpty()
            ? slot.serving() ? Change.UNKNOWN : Change.RESTART
            : ours && node.broker()
                ? setting
                    .map(seen -> seen.alterable() ? Change.DYNAMIC : Change.RESTART)
                    .orElse(Change.UNKNOWN)
                : Change.RESTART;
    return Optional.of(
        new Difference(
            key,
            dynamic.or(() -> start),
            wanted,
            origin(state.spec(), node, key),
            how,
            how == Change.DYNAMIC
                ? SettingsRules.refusal(state, slot.id(), key, wanted)
                : Optional.empty()));
  }

  /** What the process that serves now has said. */
  static Optional<Settings.Told> told(ClusterState state, Slot slot) {
    return Optional.ofNullable(state.kafka().settings().nodes().get(slot.id()))
        .filter(seen -> slot.confirmed().equals(Optional.of(seen.startId())));
  }

  /** Kafka runs with this value, whoever has set it. */
  static boolean isInForce(Optional<Setting> setting, Optional<String> start, String wanted) {
    return setting
            .flatMap(Setting::dynamic)
            .or(() -> start)
            .filter(now -> same(now, wanted))
            .isPresent()
        || setting.flatMap(Setting::value).filter(now -> same(now, wanted)).isPresent();
  }

  static boolean same(String one, String other) {
    return one.strip().equals(other.strip());
  }

  /** Who wants this of the node. */
  static String origin(ClusterSpec spec, NodeSpec node, String key) {
    Optional<NodeGroup> group = group(spec, node).filter(g -> g.config().containsKey(key));
    return group
        .map(g -> of(g, true))
        .orElse(node.config().containsKey(key) ? OF_CLUSTER : OF_DEFAULTS);
  }

  private static String of(NodeGroup group, boolean ofGroup) {
    return ofGroup ? "group " + group.name() : OF_CLUSTER;
  }

  private static Optional<NodeGroup> group(ClusterSpec spec, NodeSpec node) {
    return spec.groups().stream().filter(group -> group.name().equals(node.group())).findFirst();
  }

  /** A secret is nobody's to see. */
  static String shown(String key, String value) {
    return ManagedSettings.isSecret(key) ? "(hidden)" : value;
  }

  /** What an operator should know, by what it takes: {@code restart pending: …}. */
  List<String> lines() {
    if (!known) {
      return List.of();
    }
    SortedMap<Change, List<String>> by = new TreeMap<>();
    differences.forEach(
        difference ->
            by.computeIfAbsent(difference.change(), c -> new ArrayList<>()).add(difference.line()));
    List<String> lines = new ArrayList<>();
    by.forEach(
        (change, parts) ->
            lines.add(
                switch (change) {
                      case DYNAMIC -> "change pending: ";
                      case RESTART -> "restart pending: ";
                      case RESIZE -> "another size of its container pending: ";
                      case REPLACE -> "new container pending: ";
                      case UNKNOWN -> "change or restart pending: ";
                    }
                    + String.join(", ", parts)));
    return lines;
  }
}
