package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.plan.task.TaskReport;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.ClusterStatus.NodeStatus;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.launcher.contract.LauncherState;

/** Tells a plan to an operator: the same words in the CLI, the UI and the log. */
public final class StatusReport {
  private StatusReport() {}

  /**
   * The plan's state and waits; milestones: when this attempt first reached each step, in order.
   */
  public static ClusterStatus of(Plan plan, Map<String, Instant> milestones) {
    ClusterState state = plan.intended();
    List<NodeStatus> nodes =
        state.slots().values().stream().map(slot -> node(state, slot, plan)).toList();
    Map<String, Long> timings = new LinkedHashMap<>();
    milestones.forEach(
        (step, at) ->
            timings.put(step, Duration.between(state.application().started(), at).toMillis()));
    return new ClusterStatus(
        state.spec().name(),
        state.application().user(),
        state.application().id(),
        state.application().attempt(),
        state.application().started(),
        state.ledger().kafkaClusterId(),
        state.spec().generation(),
        phase(state),
        message(state, plan),
        bootstrapServers(state),
        state.leader(),
        nodes,
        warnings(state),
        OfflineReport.of(state),
        OperationReport.of(plan),
        TaskReport.of(plan),
        timings);
  }

  private static ClusterStatus.Phase phase(ClusterState state) {
    if (state.finished()) {
      return ClusterStatus.Phase.STOPPED;
    }
    if (state.stopping()) {
      return ClusterStatus.Phase.STOPPING;
    }
    if (state.allServing()) {
      return ClusterStatus.Phase.READY;
    }
    if (state.wasReady() || wasReadyBefore(state)) {
      return ClusterStatus.Phase.DEGRADED;
    }
    return state.slots().values().stream().anyMatch(slot -> FailoverRules.isBlocked(state, slot))
        ? ClusterStatus.Phase.BLOCKED
        : ClusterStatus.Phase.STARTING;
  }

  /** Under an earlier attempt of this application: all nodes have their data, and some serve. */
  private static boolean wasReadyBefore(ClusterState state) {
    return state.application().attempt() > 1
        && state.slots().values().stream().anyMatch(Slot::serving)
        && state.slots().keySet().stream()
            .allMatch(id -> state.ledger().node(id).filter(NodeRecord::holdsData).isPresent());
  }

  private static String message(ClusterState state, Plan plan) {
    return switch (phase(state)) {
      case READY -> "all " + state.spec().nodes().size() + " nodes serve" + changes(state, plan);
      case STOPPED -> "stopped in order";
      case STARTING, BLOCKED, DEGRADED, STOPPING -> {
        Map<String, List<Integer>> byReason = new LinkedHashMap<>();
        plan.waits()
            .forEach(
                (id, wait) -> {
                  if (!state.slot(id).serving() || state.stopping()) {
                    byReason.computeIfAbsent(wait.reason(), reason -> new ArrayList<>()).add(id);
                  }
                });
        String waits =
            Stream.concat(QuorumReport.lost(state).stream(), told(byReason))
                .collect(Collectors.joining("; "));
        if (state.registered().isEmpty()) {
          yield "the ResourceManager has not accepted the ApplicationMaster yet";
        }
        yield waits.isEmpty() ? "the quorum has no leader yet" : waits;
      }
    };
  }

  /** What happens while all serve. */
  private static String changes(ClusterState state, Plan plan) {
    return plan.waits().entrySet().stream()
        .filter(entry -> state.slots().containsKey(entry.getKey()))
        .map(entry -> "; node " + entry.getKey() + ": " + entry.getValue().reason())
        .collect(Collectors.joining());
  }

  private static List<String> warnings(ClusterState state) {
    List<String> warnings = new ArrayList<>();
    state
        .saving()
        .failure()
        .ifPresent(
            reason ->
                warnings.add(
                    "The cluster's home cannot be written, so that nothing new is started: "
                        + reason));
    OfflineReport.warning(state).ifPresent(warnings::add);
    MetadataRules.line(state).ifPresent(warnings::add);
    warnings.addAll(SettingsRules.refusals(state));
    Map<String, List<Integer>> perHost =
        state.slots().values().stream()
            .filter(slot -> slot.container().isPresent())
            .collect(
                Collectors.groupingBy(
                    slot -> slot.container().orElseThrow().host(),
                    TreeMap::new,
                    Collectors.mapping(Slot::id, Collectors.toList())));
    perHost.forEach(
        (host, ids) -> {
          if (ids.size() > 1) {
            warnings.add(
                names(ids)
                    + " share host "
                    + host
                    + (state.hosts().size() < state.slots().size()
                        ? ": there are only " + state.hosts().size() + " hosts"
                        : ": no other host had room"));
          }
        });
    Map<String, List<Integer>> byLine = new LinkedHashMap<>();
    for (Slot slot : state.slots().values()) {
      for (String line : slot.launcher().map(LauncherState::warnings).orElse(List.of())) {
        byLine.computeIfAbsent(line, warning -> new ArrayList<>()).add(slot.id());
      }
    }
    told(byLine).forEach(warnings::add);
    warnings.addAll(DiskRules.warnings(state));
    return warnings;
  }

  /** One text for all nodes that have the same thing to tell. */
  private static Stream<String> told(Map<String, List<Integer>> nodesByText) {
    return nodesByText.entrySet().stream()
        .map(entry -> names(entry.getValue()) + ": " + entry.getKey());
  }

  private static String names(List<Integer> ids) {
    return (ids.size() == 1 ? "node " : "nodes ")
        + ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** The brokers that serve; before any does, those that are placed. */
  private static String bootstrapServers(ClusterState state) {
    List<NodeRecord> placed =
        state.slots().keySet().stream()
            .flatMap(id -> state.ledger().node(id).stream())
            .filter(node -> node.brokerPort() > 0)
            .toList();
    List<NodeRecord> serving =
        placed.stream().filter(node -> state.slot(node.id()).serving()).toList();
    return (serving.isEmpty() ? placed : serving)
        .stream().map(StatusReport::listener).collect(Collectors.joining(","));
  }

  private static String listener(NodeRecord node) {
    return node.host() + ":" + node.brokerPort();
  }

  private static NodeStatus node(ClusterState state, Slot slot, Plan plan) {
    Optional<NodeRecord> record = state.ledger().node(slot.id());
    Optional<Held> held = slot.container();
    Optional<LauncherState> launcher = slot.launcher();
    boolean controller =
        record.map(NodeRecord::controller).orElse(Voters.isVoter(state, slot.id()));
    Map<String, Long> steps = new LinkedHashMap<>();
    launcher.ifPresent(l -> l.steps().forEach((step, took) -> steps.put(step, took.toMillis())));
    return new NodeStatus(
        slot.id(),
        roles(state, slot.id(), controller),
        word(slot),
        Optional.ofNullable(plan.waits().get(slot.id())).map(Plan.Wait::reason).orElse(""),
        held.map(Held::host).or(() -> record.map(NodeRecord::host)),
        record.map(NodeRecord::rack).filter(rack -> !rack.isEmpty()),
        record.filter(node -> node.brokerPort() > 0).map(StatusReport::listener).orElse(""),
        record.map(NodeRecord::controllerPort).orElse(0),
        record.map(NodeRecord::controlPort).orElse(0),
        held.map(Held::containerId),
        Optional.of(launcher.map(LauncherState::since).orElse(slot.since())),
        slot.restarts(),
        launcher
            .map(LauncherState::dataDirs)
            .filter(dirs -> !dirs.isEmpty())
            .orElseGet(() -> record.map(NodeRecord::dataDirs).orElse(List.of())),
        slot.failure().map(failure -> failure.at() + " " + failure.line()),
        held.map(container -> logs(state, container)).orElse(""),
        steps,
        launcher.map(LauncherState::disks).orElse(List.of()),
        Pending.of(state, slot).lines());
  }

  private static String roles(ClusterState state, int id, boolean controller) {
    return state.spec().node(id).broker()
        ? controller ? "broker,controller" : "broker"
        : "controller";
  }

  private static String word(Slot slot) {
    return switch (slot.phase()) {
      case VACANT, REQUESTED -> "waiting";
      case GRANTED -> "granted";
      case LAUNCHING -> "starting";
      case ENDING -> "stopping";
      case UP ->
          slot.launcher()
              .map(
                  launcher ->
                      switch (launcher.phase()) {
                        case PREPARING -> "starting";
                        case RUNNING -> slot.serving() ? "running" : "starting";
                        case STOPPING -> "stopping";
                        case STOPPED -> "stopped";
                        case FAILED -> "failed";
                      })
              .orElse("starting");
    };
  }

  /**
   * The page of the NodeManager that shows a container's logs, as the RM's own pages link to it.
   */
  private static String logs(ClusterState state, Held held) {
    return held.logsAddress().isEmpty()
        ? ""
        : "http://"
            + held.logsAddress()
            + "/node/containerlogs/"
            + held.containerId()
            + "/"
            + state.application().user();
  }
}
