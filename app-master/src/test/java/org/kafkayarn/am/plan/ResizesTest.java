package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Operation.Kind;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.LauncherState;

/** A container gets another size in place, by a restart that is ordered; else it is replaced. */
class ResizesTest {
  private static final Instant ORDERED = T0.plusSeconds(5);
  private static final Instant PATIENT = ORDERED.plus(Resizes.PATIENCE);

  private final Configured kafka = new Configured("brokers: 3");
  private final Worlds world = kafka.world;

  private static String sized(int memoryMb) {
    return "groups:\n- {name: all, ids: 0-2, memory: "
        + memoryMb
        + ", heap: "
        + (memoryMb < 1100 ? 384 : 512)
        + "}";
  }

  private void order(int memoryMb) {
    kafka.want(sized(memoryMb));
    world.on(
        ORDERED,
        new OperatorEvent.OperationOrdered(
            Operation.of(
                1,
                Kind.RESTART,
                "restart brokers 0-2",
                new TreeSet<>(List.of(0, 1, 2)),
                Optional.of(new Rolling(true, Unavailable.WAIT, 1, Optional.empty())),
                ORDERED)));
    at(ORDERED);
  }

  /** Kafka has told lately that nobody is missed. */
  private void at(Instant now) {
    world.safeWithout(now).plan(now);
  }

  private List<Action.ResizeContainer> resizes() {
    return world.plan.actions().stream()
        .filter(Action.ResizeContainer.class::isInstance)
        .map(Action.ResizeContainer.class::cast)
        .toList();
  }

  private List<Integer> stopped() {
    return world.plan.actions().stream()
        .filter(Action.StopKafka.class::isInstance)
        .map(action -> ((Action.StopKafka) action).container().nodeId())
        .toList();
  }

  private void answer(int id, int memoryMb, Optional<String> failure, Instant now) {
    world.on(
        now, new YarnEvent.ContainerResized(id, Worlds.container(id, 1), memoryMb, 1, failure));
  }

  private void reported(int freeMemoryMb, Optional<Amount> headroom, Instant now) {
    Map<String, Host> hosts = new HashMap<>();
    world
        .state()
        .hosts()
        .forEach((name, host) -> hosts.put(name, Host.running(name, host.rack(), freeMemoryMb, 8)));
    world.on(now, new YarnEvent.HostsReported(hosts, true, headroom));
  }

  private void isStopped(int id, Instant now) {
    LauncherState last = world.slot(id).launcher().orElseThrow();
    world.on(
        now,
        new LauncherEvent.OrderDone(id, Worlds.container(id, 1), Slot.Order.STOP, Optional.empty()),
        Worlds.wordOnPhase(last, LauncherState.Phase.STOPPED, now));
  }

  private Action.StartKafka start() {
    return world.plan.actions().stream()
        .filter(Action.StartKafka.class::isInstance)
        .map(Action.StartKafka.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError(world.plan.actions() + " " + world.plan.waits()));
  }

  @Test
  void aContainerGrowsBeforeItsNodeStopsAndTheNodeStartsAgainInIt() {
    order(2048);
    assertEquals(3, resizes().size());
    assertEquals(List.of(), stopped());
    assertTrue(world.wait(1).contains("YARN is asked to give its container 2048 MiB"));
    answer(1, 2048, Optional.empty(), ORDERED);
    at(ORDERED.plusSeconds(1));
    assertEquals(List.of(), resizes(), "nobody is asked for twice");
    assertEquals(List.of(1), stopped());
    assertTrue(world.slot(1).leaving().isEmpty());
    isStopped(1, ORDERED.plusSeconds(2));
    at(ORDERED.plusSeconds(3));
    assertEquals(2048, start().spec().origin().memoryMb());
    assertEquals(512, start().spec().heapMb());
  }

  @Test
  void withoutAnAnswerItIsReplacedWhereTheHostHasTheRoom() {
    order(2048);
    reported(1024, Optional.empty(), PATIENT.minusSeconds(1));
    at(PATIENT.minusMillis(1));
    assertEquals(List.of(), stopped());
    at(PATIENT);
    assertEquals(List.of(1), stopped());
    assertTrue(world.slot(1).leaving().orElseThrow().contains("YARN has not resized it within "));
  }

  @Test
  void aNodeWithoutRoomRunsOnAndSaysWhatItWaitsFor() {
    order(2048);
    reported(1023, Optional.empty(), PATIENT.minusSeconds(1));
    at(PATIENT);
    assertEquals(List.of(), stopped());
    assertTrue(
        world.wait(1).contains("it takes 1024 MiB and 0 vcores more, and b has 1023 MiB"),
        world.wait(1));
    assertTrue(OperationReport.of(world.plan).get(0).message().contains("has 1023 MiB"));
    // YARN may grant it now: it gets the time for that again.
    Instant room = PATIENT.plusSeconds(5);
    reported(1024, Optional.empty(), room);
    at(PATIENT.plusSeconds(8));
    assertEquals(List.of(), stopped());
    at(PATIENT.plusSeconds(9));
    assertEquals(List.of(1), stopped());
  }

  @Test
  void aFullQueueIsWaitedForToo() {
    order(2048);
    reported(9000, Optional.of(new Amount(1000, 9)), PATIENT.minusSeconds(1));
    at(PATIENT);
    assertEquals(List.of(), stopped());
    assertTrue(world.wait(1).contains("the queue grants no more than 1000 MiB"), world.wait(1));
  }

  @Test
  void aHostThatHasNotBeenReportedSinceIsNotTrusted() {
    order(2048);
    at(PATIENT);
    assertEquals(List.of(), stopped());
    assertTrue(world.wait(1).contains("YARN has not told since how much room b has"));
  }

  @Test
  void whereContainersAreNotResizedTheyAreReplaced() {
    order(2048);
    answer(1, 2048, Optional.of("not here"), ORDERED);
    reported(4096, Optional.empty(), ORDERED.plusSeconds(1));
    at(ORDERED.plusSeconds(2));
    assertEquals(List.of(1), stopped());
    assertTrue(world.slot(1).leaving().orElseThrow().contains("not here"));
  }

  @Test
  void aContainerShrinksWhileKafkaIsStopped() {
    order(960);
    assertEquals(List.of(), resizes());
    assertEquals(List.of(1), stopped());
    isStopped(1, ORDERED.plusSeconds(2));
    at(ORDERED.plusSeconds(3));
    assertEquals(960, resizes().get(0).memoryMb());
    assertTrue(world.wait(1).contains("960 MiB"), world.wait(1));
    answer(1, 960, Optional.empty(), ORDERED.plusSeconds(4));
    at(ORDERED.plusSeconds(4));
    assertEquals(960, start().spec().origin().memoryMb());
  }

  @Test
  void aContainerThatDoesNotShrinkIsReplaced() {
    order(960);
    isStopped(1, ORDERED.plusSeconds(2));
    at(ORDERED.plusSeconds(3));
    at(ORDERED.plusSeconds(13));
    assertEquals(List.of("ExitLauncher"), world.kinds());
  }

  @Test
  void whatIsNotWantedAnyMoreIsGivenBack() {
    order(2048);
    answer(1, 2048, Optional.empty(), ORDERED);
    kafka.want("brokers: 3");
    world.on(ORDERED, new OperatorEvent.OperationCommanded(1, Operation.Command.ABORT));
    at(ORDERED.plusSeconds(1));
    assertEquals(1024, resizes().get(0).memoryMb());
    assertEquals(List.of(), stopped());
    at(ORDERED.plusSeconds(2));
    assertEquals(List.of(), resizes());
  }

  @Test
  void whatNoHostOrYarnCanEverGiveIsRefusedBeforeAnythingChanges() {
    ClusterState state = world.state();
    assertEquals(Optional.empty(), refusal(state, 4096));
    assertTrue(refusal(state, 4097).orElseThrow().contains("its host b has in all: 4096m"));
    world.on(T0, new YarnEvent.Registered(List.of(), Optional.of(new Amount(2048, 4))));
    assertEquals(Optional.empty(), refusal(world.state(), 2048));
    String most = refusal(world.state(), 2049).orElseThrow();
    assertTrue(most.startsWith("memory: 2049m of node 0 is more than YARN grants"), most);
  }

  private Optional<String> refusal(ClusterState state, int memoryMb) {
    return SizeChecks.refusal(state, new Configured(sized(memoryMb)).world.state().spec());
  }
}
