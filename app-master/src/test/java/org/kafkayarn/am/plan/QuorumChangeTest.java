package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;
import static org.kafkayarn.am.plan.Worlds.serving;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.ClusterState.Application;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Quorum;
import org.kafkayarn.am.state.Quorum.Replica;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.VoterChange;
import org.kafkayarn.am.state.VoterChange.Kind;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

class QuorumChangeTest {
  private static final String OWN = "dir";

  /** Nodes 0 to 4 serve on the directory that Worlds gives them; these have a vote. */
  private static Worlds voters(Integer leader, Replica other, Integer... ids) {
    Worlds world = serving(5);
    Map<Integer, Replica> voters = new HashMap<>();
    Arrays.stream(ids).forEach(id -> voters.put(id, new Replica(OWN, true)));
    Map<Integer, Replica> observers = new HashMap<>();
    world.state().slots().keySet().stream()
        .filter(id -> !voters.containsKey(id))
        .forEach(id -> observers.put(id, other));
    return told(world, new Quorum(Optional.of(leader), voters, observers));
  }

  private static Worlds voters(Integer leader, Integer... ids) {
    return voters(leader, new Replica(OWN, true), ids);
  }

  private static Worlds told(Worlds world, Quorum quorum) {
    Map<Integer, String> confirmed =
        world.state().slots().values().stream()
            .filter(Slot::serving)
            .collect(Collectors.toMap(Slot::id, slot -> slot.launcher().orElseThrow().startId()));
    return world.on(T0, new KafkaEvent.Observed(confirmed, confirmed.keySet(), quorum));
  }

  /** The spec wants these controllers now. */
  private static Worlds wanting(Worlds world, Integer... controllers) {
    List<NodeSpec> nodes =
        world.state().spec().nodes().values().stream()
            .map(
                node ->
                    Specs.node(
                        world.state().spec(),
                        node.id(),
                        true,
                        Set.of(controllers).contains(node.id()),
                        node.config()))
            .toList();
    return world.on(
        T0, new OperatorEvent.SpecChanged(Specs.withNodes(world.state().spec(), nodes)));
  }

  private static Optional<VoterChange> change(Worlds world) {
    return change(world, T0);
  }

  private static Optional<VoterChange> change(Worlds world, Instant at) {
    return world.plan(at).plan.actions().stream()
        .filter(Action.ChangeVoter.class::isInstance)
        .map(action -> ((Action.ChangeVoter) action).change())
        .findFirst();
  }

  private static String kindAndNode(Worlds world) {
    return kindAndNode(world, T0);
  }

  private static String kindAndNode(Worlds world, Instant at) {
    return change(world, at).map(c -> c.kind() + " " + c.nodeId()).orElse("nothing");
  }

  /** As {@link #change}, and Kafka does it. */
  private static String next(Worlds world) {
    Optional<VoterChange> change = change(world);
    change.ifPresent(asked -> world.on(T0, new KafkaEvent.VoterChanged(asked, Optional.empty())));
    return change.map(c -> c.kind() + " " + c.nodeId()).orElse("nothing");
  }

  @Test
  void nothingIsAskedForWhenTheVotersAreThoseThatAreWanted() {
    assertEquals("nothing", kindAndNode(voters(0, 0, 1, 2)));
  }

  @Test
  void theWantedJoinOneByOneBeforeTheOthersLeaveAndTheLeaderIsLast() {
    // Node 3 and 4 run as brokers still: they have no port of a controller.
    var world = wanting(voters(0, 0, 1, 2), 1, 2);
    assertEquals("REMOVE 0", next(world));
    assertEquals("nothing", next(world));
  }

  @Test
  void theLeaderLeavesAfterTheOthers() {
    var world = wanting(voters(0, 0, 1, 2), 2);
    assertEquals(
        List.of("REMOVE 1", "REMOVE 0", "nothing"), List.of(next(world), next(world), next(world)));
  }

  @Test
  void aNodeJoinsOnceItRunsAsAControllerAndHasAllOfTheMetadata() {
    var world = voters(0, 0, 1);
    assertEquals("ADD 2", kindAndNode(world));
    assertEquals("nothing", kindAndNode(voters(0, new Replica(OWN, false), 0, 1)));
    assertEquals("nothing", kindAndNode(voters(0, new Replica("another", true), 0, 1)));
  }

  @Test
  void theVoteOfALostDirectoryIsTakenAndThenTheNewOneJoins() {
    var world = voters(0, 0, 1, 2);
    told(
        world,
        new Quorum(
            Optional.of(0),
            Map.of(
                0, new Replica(OWN, true), 1, new Replica(OWN, true), 2, new Replica("old", false)),
            Map.of(2, new Replica(OWN, true))));
    VoterChange lost = change(world).orElseThrow();
    assertEquals(Kind.REMOVE, lost.kind());
    assertEquals("old", lost.directoryId());
    world.on(T0, new KafkaEvent.VoterChanged(lost, Optional.empty()));
    VoterChange joins = change(world).orElseThrow();
    assertEquals(Kind.ADD, joins.kind());
    assertEquals(OWN, joins.directoryId());
    assertEquals(Map.of(0, OWN, 1, OWN), world.state().ledger().voters());
    world.on(T0, new KafkaEvent.VoterChanged(joins, Optional.empty()));
    assertEquals(Map.of(0, OWN, 1, OWN, 2, OWN), world.state().ledger().voters());
  }

  @Test
  void oneChangeIsOpenAtATimeAndOneThatFailsIsTriedAgainLater() {
    var world = wanting(voters(0, 0, 1, 2), 2);
    VoterChange first = change(world).orElseThrow();
    assertEquals(Optional.empty(), change(world));
    world.on(T0, new KafkaEvent.VoterChanged(first, Optional.of("not now")));
    assertEquals(Optional.empty(), change(world));
    assertEquals(Optional.of(T0.plus(QuorumChange.AGAIN_AFTER)), world.plan.wakeAt());
    assertTrue(world.wait(1).contains("tried again after: not now"), world.wait(1));
    world.plan(T0.plus(QuorumChange.AGAIN_AFTER));
    assertEquals(List.of("ChangeVoter"), world.kinds());
  }

  @Test
  void noVoteIsTakenThatLeavesNoMajorityOfThoseThatHaveCaughtUp() {
    var world = wanting(voters(0, 0, 1, 2), 0, 1);
    told(
        world,
        new Quorum(
            Optional.of(0),
            Map.of(
                0, new Replica(OWN, true), 1, new Replica(OWN, false), 2, new Replica(OWN, true)),
            Map.of()));
    assertEquals("nothing", kindAndNode(world));
    assertTrue(world.wait(2).contains("which is no majority"), world.wait(2));
  }

  @Test
  void aDeadVoterThatIsNotWantedLeavesBeforeAnotherJoins() {
    var world = wanting(voters(0, 0, 1, 2), 0, 1, 2);
    world = wanting(world, 0, 1);
    told(
        world,
        new Quorum(
            Optional.of(0),
            Map.of(
                0, new Replica(OWN, true), 1, new Replica(OWN, true), 2, new Replica(OWN, false)),
            Map.of()));
    assertEquals("REMOVE 2", kindAndNode(world));
  }

  @Test
  void ofTwoVotersOneCanLeaveAndTheLastOneNever() {
    assertEquals("REMOVE 1", kindAndNode(wanting(voters(0, 0, 1), 0)));
    assertEquals("nothing", kindAndNode(wanting(voters(1, new Replica(OWN, false), 1), 0)));
  }

  @Test
  void whoWouldNotFindAnotherLeaderIsRestartedBeforeAVoteIsTaken() {
    var world = wanting(voters(0, 0, 1, 2), 1, 2);
    knows(world, 3, 0);
    assertEquals("nothing", kindAndNode(world));
    assertTrue(world.wait(0).contains("node 3 has to be restarted first"), world.wait(0));
    world.safeWithout(T0.plusSeconds(1)).plan(T0.plusSeconds(1));
    assertEquals(
        List.of(3),
        world.plan.actions().stream()
            .map(action -> ((Action.StopKafka) action).container().nodeId())
            .toList());
    knows(world, 3, 0, 1, 2);
    assertEquals("REMOVE 0", kindAndNode(world));
  }

  @Test
  void theListOfWhoKeepsItsVoteMattersToNobody() {
    var world = wanting(voters(0, 0, 1, 2), 1, 2);
    knows(world, 2, 0);
    assertEquals("REMOVE 0", kindAndNode(world));
  }

  @Test
  void noVoteIsTakenWhileALostProcessMayStillRun() {
    var world = wanting(voters(0, 0, 1, 2), 1, 2);
    world.on(
        T0, new YarnEvent.Completed(Worlds.container(3, 1), -100, "released on a *lost* node"));
    assertEquals("nothing", kindAndNode(world));
    Instant gone = T0.plus(Application.DEFAULT_HOST_EXPIRY);
    assertTrue(world.wait(0).contains("process of node 3 may still run until " + gone));
    assertEquals("nothing", kindAndNode(world, gone.minusMillis(1)));
    assertEquals("REMOVE 0", kindAndNode(world, gone));
  }

  @Test
  void noVoteIsTakenWhileAContainerOfTheAttemptBeforeMayStillBeTold() {
    var before = voters(0, 0, 1, 2);
    var world = Worlds.begin(5, before.state().ledger(), 2);
    world.on(T0, new YarnEvent.HostsReported(Worlds.hosts(), true, Optional.empty()));
    world.on(
        T0, new YarnEvent.Registered(List.of(held(before, 0), held(before, 1), held(before, 2))));
    world.on(T0, new YarnEvent.PreviousContainers(List.of(held(before, 4))));
    for (int id : List.of(0, 1, 2, 4)) {
      world.on(T0, running(id));
    }
    wanting(told(world.observed(T0), before.state().quorum()), 1, 2);
    assertEquals("nothing", kindAndNode(world));
    Instant late = T0.plus(Planner.LATE_CONTAINERS).plusSeconds(5);
    assertEquals("nothing", kindAndNode(world, late));
    world.on(late, new YarnEvent.PreviousContainers(List.of(held(before, 3))), running(3));
    assertEquals("REMOVE 0", kindAndNode(world, late), () -> world.plan.waits().toString());
  }

  private static Event running(int id) {
    return Worlds.answer(id, 1, 1, LauncherState.Phase.RUNNING, Optional.empty(), T0);
  }

  private static Held held(Worlds world, int id) {
    return world.slot(id).container().orElseThrow();
  }

  /** Its Kafka was started with these controllers. */
  private static void knows(Worlds world, int id, Integer... controllers) {
    List<String> endpoints =
        Arrays.stream(controllers)
            .map(c -> world.state().ledger().node(c).orElseThrow().controllerEndpoint())
            .toList();
    world.on(T0, Worlds.wordOnControllers(world.slot(id).launcher().orElseThrow(), endpoints));
  }
}
