package org.kafkayarn.am.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.Specs;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.launcher.contract.FailureClass;

class TransitionsTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
  private static final Held HELD = new Held("c1", 0, "a", "a:8042", 0);
  private static final NodeRecord EMPTY =
      NodeRecord.placed(0, true, "a", "/r", "dir", 0).withPorts(1, 3, 2);

  private static ClusterState state(NodeRecord node) {
    ClusterSpec spec = Specs.complete(Specs.small(1, "1-9"));
    return ClusterState.initial(
        new ClusterState.Application(
            "u", "application_1_0001", 1, T0, ClusterState.Application.DEFAULT_HOST_EXPIRY),
        spec,
        Ledger.empty("id").with(node),
        true);
  }

  private static ClusterState in(Phase phase, NodeRecord node) {
    ClusterState state = state(node);
    return state.with(state.slot(0).holding(phase, HELD, T0));
  }

  private static ClusterState ended(ClusterState state, int status, String diagnostics) {
    return Transitions.apply(state, new YarnEvent.Completed("c1", status, diagnostics), T0);
  }

  private static ClusterSpec spec(String yaml) {
    return Specs.complete(Specs.small(1, "1-9").overlaid(SpecFile.read(yaml, "f")));
  }

  @Test
  void whatANewSpecificationWantsHasASlotAndWhatItDoesNotWantRetires() {
    ClusterSpec three = spec("controllers: 3");
    ClusterState state =
        Transitions.apply(state(EMPTY), new OperatorEvent.SpecChanged(three), T0.plusSeconds(5));
    assertEquals(Set.of(0, 10_000, 10_001, 10_002), state.slots().keySet());
    assertEquals(T0.plusSeconds(5), state.slot(10_000).since());
    assertEquals(T0, state.slot(0).since(), "an old slot is kept");
    state =
        state
            .with(state.ledger().with(NodeRecord.placed(10_000, true, "b", "/r", "d", 0)))
            .with(
                state.slot(10_001).holding(Phase.GRANTED, new Held("c2", 10_001, "b", "", 0), T0));

    ClusterSpec none = spec("controllers: 0").withRetiring(three.nodes());
    ClusterState next = Transitions.apply(state, new OperatorEvent.SpecChanged(none), T0);
    assertEquals(Set.of(10_000, 10_001), next.spec().retiring().keySet());
    assertEquals(Set.of(0, 10_000, 10_001), next.slots().keySet(), "10002 has nothing to leave");
    assertEquals(state.slot(10_001), next.slot(10_001));
    assertFalse(next.spec().node(10_001).broker());
    assertEquals(Set.of(0), next.spec().nodes().keySet());

    ClusterState back =
        Transitions.apply(
            next, new OperatorEvent.SpecChanged(three.withRetiring(none.nodes())), T0);
    assertEquals(Set.of(), back.spec().retiring().keySet());
  }

  @Test
  void anAttemptBeginsWithTheNodesThatHaveYetToLeave() {
    ClusterSpec none = spec("").withRetiring(spec("controllers: 3").nodes());
    ClusterState state =
        ClusterState.initial(
            state(EMPTY).application(),
            none,
            Ledger.empty("id").with(NodeRecord.placed(10_001, true, "b", "/r", "d", 0)),
            true);
    assertEquals(Set.of(10_001), state.spec().retiring().keySet());
    assertEquals(Set.of(0, 10_001), state.slots().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-100|YARN ended its container on a: lost|HOST_LOST",
        "-101|The disks of a failed: lost|HOST_LOST",
        "-102|YARN preempted its container on a: lost|PREEMPTED",
        "-103|Its container used more virtual memory than YARN allows: raise -memory above 1024 MiB|OUT_OF_MEMORY",
        "-104|Its container used more memory than it has: raise -memory above 1024 MiB, or lower -heap|OUT_OF_MEMORY",
        "69|The launcher's port 2 is in use on the host|PORT_TAKEN",
        "72|Its container ended with exit status 72: lost|NO_JAVA",
        "137|Its container ended with exit status 137: lost|CRASHED"
      })
  void theEndOfAContainerIsTold(int status, String line, FailureClass kind) {
    var failure = ended(in(Phase.UP, EMPTY.startedIn("c1", T0)), status, "lost").slot(0).failure();
    assertEquals(
        Optional.of(
            new Slot.Failure(
                kind, T0, line, kind == FailureClass.PORT_TAKEN ? List.of(2) : List.of())),
        failure);
  }

  @Test
  void theLaunchersOwnLastLineIsPreferred() {
    var state = in(Phase.UP, EMPTY.startedIn("c1", T0));
    var failure = ended(state, 72, "Exception\nkafka-yarn: no Java 17\nmore").slot(0).failure();
    assertTrue(failure.orElseThrow().line().endsWith("kafka-yarn: no Java 17"));
  }

  @Test
  void anEndBeforeAnyDataWasTouchedFreesTheNode() {
    var state = ended(in(Phase.UP, EMPTY.startedIn("c1", T0)), 72, "");
    assertFalse(state.ledger().node(0).orElseThrow().mayHoldData());
  }

  @Test
  void anEarlierStartThatMayHaveFormattedStaysRemembered() {
    NodeRecord twice = EMPTY.startedIn("c0", T0.minusSeconds(60)).startedIn("c1", T0);
    var state = ended(in(Phase.UP, twice), 72, "");
    assertTrue(state.ledger().node(0).orElseThrow().mayHoldData());
  }

  @Test
  void aCompletionOfAnUnknownContainerChangesNothing() {
    var state = in(Phase.UP, EMPTY);
    assertEquals(state, Transitions.apply(state, new YarnEvent.Completed("other", -100, ""), T0));
  }

  @Test
  void aLaunchThatFailedMayHaveHappenedAndItsEndIsAwaited() {
    var state = in(Phase.LAUNCHING, EMPTY.startedIn("c1", T0));
    state = Transitions.apply(state, new YarnEvent.LaunchFailed(0, "c1", "timed out"), T0);
    assertEquals(Phase.ENDING, state.slot(0).phase());
    assertEquals(List.of(HELD), state.strays());
    state = ended(state, -100, "");
    assertEquals(Phase.VACANT, state.slot(0).phase());
    assertEquals(1, state.slot(0).failures());
  }

  @Test
  void aLaterAnswerOfTheNodeManagerDoesNotReviveAnEndedContainer() {
    var state = ended(in(Phase.LAUNCHING, EMPTY.startedIn("c1", T0)), 1, "");
    assertEquals(state, Transitions.apply(state, new YarnEvent.Launched(0, "c1"), T0));
  }

  @Test
  void aFailedSaveIsStillUnderWay() {
    var state = state(EMPTY).toBuilder().savingSince(T0).build();
    state = Transitions.apply(state, new Event.LedgerNotSaved("down"), T0);
    assertTrue(state.saving());
    assertEquals(Optional.of("down"), state.saveFailure());
  }
}
