package org.kafkayarn.am.simulation;

import static org.kafkayarn.am.simulation.PlantedBug.assertFound;
import static org.kafkayarn.am.simulation.PlantedBug.believing;
import static org.kafkayarn.am.simulation.PlantedBug.mishearing;
import static org.kafkayarn.am.simulation.PlantedBug.planning;
import static org.kafkayarn.am.simulation.PlantedBug.with;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Eligibility;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Hosting;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Ledger.Beginning;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Replicas;
import org.kafkayarn.am.state.Saving;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.am.state.Unregistration.Outcome;
import org.kafkayarn.am.state.VoterChange;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

/** The simulation finds what it is for: each bug of the genre, planted around the real core. */
class PlantedBugsTest {

  @Test
  void theRestOfABatchOfGrantsIsDropped() {
    assertFound(
        "held without purpose",
        mishearing(
            YarnEvent.Granted.class,
            granted -> new YarnEvent.Granted(granted.containers().subList(0, 1))));
  }

  @Test
  void anAskIsNotRecordedBeforeItIsMade() {
    assertFound(
        "asked twice",
        planning(
            (state, plan, now) -> {
              ClusterState forgetful = plan.intended();
              for (Action action : plan.actions()) {
                if (action instanceof Action.Ask ask) {
                  forgetful = forgetful.with(state.slot(ask.nodeId()));
                }
              }
              return with(plan, forgetful, plan.actions());
            }));
  }

  @Test
  void aNodeIsVacatedBeforeTheEndOfItsContainerIsConfirmed() {
    assertFound(
        "two containers of one node",
        believing(
            (state, event, next, now) -> {
              ClusterState hasty = next;
              for (Slot slot : next.slots().values()) {
                if (event instanceof YarnEvent.LaunchFailed && slot.phase() == Phase.ENDING) {
                  hasty = hasty.with(slot.vacated(now));
                }
              }
              return hasty;
            }));
  }

  @Test
  void aContainerIsTakenForLargerBeforeItsNodeManagerKnows() {
    assertFound(
        "Kafka is larger than its container",
        planning(
            (state, plan, now) -> {
              ClusterState hasty = plan.intended();
              for (Action action : plan.actions()) {
                if (action instanceof Action.ResizeContainer resize) {
                  hasty =
                      Transitions.apply(
                          hasty,
                          new YarnEvent.ContainerResized(
                              resize.container().nodeId(),
                              resize.container().containerId(),
                              resize.memoryMb(),
                              resize.vcores(),
                              Optional.empty()),
                          now);
                }
              }
              return with(plan, hasty, plan.actions());
            }));
  }

  @Test
  void excessGrantsAreKept() {
    assertFound(
        "held without purpose",
        believing(
            (state, event, next, now) ->
                event instanceof YarnEvent.Granted
                    ? next.toBuilder().strays(state.strays()).build()
                    : next));
  }

  @Test
  void aContainerIsLaunchedBeforeItsLedgerIsSaved() {
    assertFound(
        "launched before its ledger was saved",
        planning(
            (state, plan, now) -> {
              ClusterState hasty = plan.intended();
              Saving unconfirmed = Saving.of(Optional.of(hasty.ledger())).begun(now);
              Plan more = Planner.plan(hasty.with(unconfirmed), now);
              List<Action> actions = new ArrayList<>(plan.actions());
              actions.addAll(more.actions());
              return with(
                  plan,
                  state.saving().saved().isPresent()
                      ? more.intended().with(Saving.of(state.saving().saved()).begun(now))
                      : more.intended(),
                  actions);
            }));
  }

  @Test
  void aNodeMovesWithoutAskingKafka() {
    assertFound(
        "away from the last in-sync replica",
        mishearing(KafkaEvent.ReplicasObserved.class, PlantedBugsTest::allIsSafe));
  }

  /** Nobody counts on any data, whatever Kafka says; of the quorum what it says. */
  private static Event allIsSafe(KafkaEvent.ReplicasObserved seen) {
    return new KafkaEvent.ReplicasObserved(
        seen.replicas()
            .map(
                told ->
                    new Replicas(
                        Set.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        told.leaderships(),
                        told.voters(),
                        told.caughtUp())));
  }

  @Test
  void aRollDoesNotLookWhoIsInSync() {
    assertFound(
        "below min.insync.replicas by our order",
        mishearing(KafkaEvent.ReplicasObserved.class, PlantedBugsTest::allInSync));
  }

  private static Event allInSync(KafkaEvent.ReplicasObserved seen) {
    return new KafkaEvent.ReplicasObserved(
        seen.replicas()
            .map(
                told ->
                    new Replicas(
                        told.brokers(),
                        told.inSync(),
                        told.lastCopies(),
                        Map.of(),
                        Map.of(),
                        told.leaderships(),
                        told.voters(),
                        told.caughtUp(),
                        told.eligibility(),
                        told.offline(),
                        Hosting.NONE)),
        seen.begun());
  }

  @Test
  void aPausedOperationIsNeverResumed() {
    assertFound(
        "operations",
        believing(
            (state, event, next, now) ->
                event instanceof OperatorEvent.OperationCommanded command
                        && command.command() == Operation.Command.RESUME
                    ? state
                    : next));
  }

  @Test
  void aMadeUpEndIsTakenForTheEndOfTheProcess() {
    assertFound(
        "while its last process runs",
        new Brain() {
          @Override
          public ClusterState apply(ClusterState state, Event event, Instant now) {
            Event taken =
                event instanceof YarnEvent.Completed made
                    ? new YarnEvent.Completed(made.containerId(), 1, made.diagnostics())
                    : event instanceof KafkaEvent.ReplicasObserved seen ? allIsSafe(seen) : event;
            return Transitions.apply(state, taken, now);
          }
        });
  }

  @Test
  void aGrantIsTakenWhateverTheConstraintsSay() {
    assertFound(
        "a constraint is broken",
        new Brain() {
          @Override
          public Plan plan(ClusterState state, Instant now) {
            Plan plan = Planner.plan(wanting(state, withoutConstraints(state.spec())), now);
            return with(plan, wanting(plan.intended(), state.spec()), plan.actions());
          }
        });
  }

  private static ClusterSpec withoutConstraints(ClusterSpec spec) {
    return Specs.withNodes(
        spec,
        spec.nodes().values().stream()
            .map(
                node ->
                    Specs.node(spec, node.id(), node.broker(), node.controller(), node.config()))
            .toList());
  }

  private static ClusterState wanting(ClusterState state, ClusterSpec spec) {
    return state.toBuilder().spec(spec).build();
  }

  @Test
  void aGangIsLaunchedBeforeItIsTogether() {
    assertFound(
        "launched before the gang was together",
        believing(
            (state, event, next, now) ->
                next.ledger().application().isPresent()
                    ? next.with(
                        next.ledger()
                            .with(new Beginning(next.application().id(), Optional.of(now), true)))
                    : next));
  }

  @Test
  void whatAPreemptionWantsIsGivenTwice() {
    assertFound(
        "gives back more than a preemption wants",
        mishearing(
            YarnEvent.PreemptionAnnounced.class,
            told ->
                new YarnEvent.PreemptionAnnounced(
                    told.certain(),
                    told.others(),
                    new Amount(2 * told.amount().memoryMb(), 2 * told.amount().vcores()))));
  }

  @Test
  void aNodeStaysOnAHostThatIsDecommissioned() {
    assertFound(
        "killed with its host",
        mishearing(
            YarnEvent.HostsReported.class,
            told -> {
              Map<String, Host> hosts = new TreeMap<>(told.hosts());
              hosts.replaceAll(
                  (name, host) ->
                      host.condition() == Host.Condition.DECOMMISSIONING
                          ? host.in(Host.Condition.RUNNING)
                          : host);
              return new YarnEvent.HostsReported(hosts, told.whole(), told.headroom());
            }));
  }

  @Test
  void kafkaIsToldOfACrashWhateverItsPartitionsBear() {
    assertFound(
        "shrinks the eligible leaders",
        mishearing(
            KafkaEvent.ReplicasObserved.class,
            seen ->
                new KafkaEvent.ReplicasObserved(seen.replicas().map(PlantedBugsTest::bearingAll))));
  }

  private static Replicas bearingAll(Replicas told) {
    return new Replicas(
        told.brokers(),
        told.inSync(),
        told.lastCopies(),
        told.neededForMinIsr(),
        told.neededForRestart(),
        told.leaderships(),
        told.voters(),
        told.caughtUp(),
        new Eligibility(true, false, Map.of(), Map.of()),
        told.offline(),
        told.hosting());
  }

  @Test
  void kafkaIsToldOfACleanStop() {
    assertFound(
        "after a clean stop",
        planning(
            (state, plan, now) -> {
              List<Action> actions = new ArrayList<>(plan.actions());
              for (Action action : plan.actions()) {
                if (action instanceof Action.ExitLauncher exit) {
                  actions.add(
                      new Action.Unregister(
                          exit.container().nodeId(), now, Set.of(), Map.of(), Set.of(), "a bug"));
                }
              }
              return with(plan, plan.intended(), actions);
            }));
  }

  @Test
  void theSuccessorStartsWhileTheCallIsUnderWay() {
    assertFound(
        "is taken off while a process of it runs",
        planning(
            (state, plan, now) -> {
              ClusterState hasty = plan.intended();
              for (Action action : plan.actions()) {
                if (action instanceof Action.Unregister call) {
                  hasty = answered(hasty, call, now);
                }
              }
              return with(plan, hasty, plan.actions());
            }));
  }

  private static ClusterState answered(ClusterState state, Action.Unregister call, Instant now) {
    return Transitions.apply(
        state,
        new KafkaEvent.Unregistered(call.nodeId(), call.since(), Outcome.DONE, "a bug"),
        now);
  }

  @Test
  void noAnswerIsTakenForAnAnswer() {
    assertFound(
        "is taken off while a process of it runs",
        mishearing(
            KafkaEvent.Unregistered.class,
            told ->
                new KafkaEvent.Unregistered(
                    told.nodeId(), told.since(), Outcome.DONE, told.detail())));
  }

  @Test
  void aVoteIsTakenWhoeverIsLeft() {
    assertFound(
        "leaves a quorum without a majority",
        planning(
            (state, plan, now) -> {
              ClusterState intended = plan.intended();
              Map<Integer, Quorum.Replica> voters = intended.kafka().quorum().voters();
              Optional<Integer> victim =
                  voters.keySet().stream().filter(id -> voters.get(id).caughtUp()).findFirst();
              boolean oneIsDown = voters.values().stream().anyMatch(voter -> !voter.caughtUp());
              if (!oneIsDown || victim.isEmpty() || intended.kafka().voterChange().isPresent()) {
                return plan;
              }
              VoterChange change =
                  new VoterChange(
                      VoterChange.Kind.REMOVE,
                      victim.get(),
                      voters.get(victim.get()).directoryId(),
                      now,
                      Optional.empty());
              List<Action> more = new ArrayList<>(plan.actions());
              more.add(new Action.ChangeVoter(change, "", "a bug"));
              return with(plan, intended.with(intended.kafka().with(change)), more);
            }));
  }

  @Test
  void theActiveControllerLeavesWhoeverDependsOnIt() {
    assertFound(
        "cut off from the quorum",
        mishearing(
            LauncherEvent.Answered.class,
            told ->
                new LauncherEvent.Answered(
                    told.nodeId(), told.containerId(), asOfAnEarlierVersion(told.state()))));
  }

  private static LauncherState asOfAnEarlierVersion(LauncherState state) {
    return new LauncherState(
        state.launcherId(),
        state.version(),
        state.nodeId(),
        state.containerId(),
        state.phase(),
        state.since(),
        state.startId(),
        state.pid(),
        state.starts(),
        state.exit(),
        state.dataDirs(),
        state.directoryIds(),
        state.formatted(),
        state.steps(),
        state.warnings());
  }
}
