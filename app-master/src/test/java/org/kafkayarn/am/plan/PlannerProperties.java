package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.LauncherEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Order;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

/** What holds in every state that any sequence of events leads to, likely or not. */
class PlannerProperties {
  /** One event of a kind, about a node; made when the state that it befalls is known. */
  record Step(int kind, int node, int n, int seconds) {}

  @Property(tries = 500)
  void planningAgainGivesNothing(@ForAll("steps") List<Step> steps) {
    for (Plan plan : plans(steps, new ArrayList<>())) {
      Plan again = Planner.plan(plan.intended(), plan.intended().application().started());
      assertEquals(List.of(), again.actions());
    }
  }

  @Property(tries = 500)
  void equalStatesGiveEqualPlans(@ForAll("steps") List<Step> steps) {
    assertEquals(plans(steps, new ArrayList<>()), plans(steps, new ArrayList<>()));
  }

  @Property(tries = 500)
  void noContainerBelongsToTwoNodesOrIsLaunchedTwice(@ForAll("steps") List<Step> steps) {
    Set<String> launched = new HashSet<>();
    for (Plan plan : plans(steps, new ArrayList<>())) {
      Set<String> held = new HashSet<>();
      for (Slot slot : plan.intended().slots().values()) {
        slot.container().ifPresent(c -> assertTrue(held.add(c.containerId()), c::toString));
      }
      for (Action action : plan.actions()) {
        if (action instanceof Action.Launch launch) {
          assertTrue(launched.add(launch.container().containerId()), action::toString);
        }
      }
    }
  }

  @Property(tries = 500)
  void whoeverDoesNotServeHasAReason(@ForAll("steps") List<Step> steps) {
    for (Plan plan : plans(steps, new ArrayList<>())) {
      for (Slot slot : plan.intended().slots().values()) {
        assertTrue(
            plan.intended().finished() || slot.serving() || plan.waits().containsKey(slot.id()),
            slot::toString);
      }
    }
  }

  @Property(tries = 500)
  void whatIsLaunchedWasSaved(@ForAll("steps") List<Step> steps) {
    List<ClusterState> before = new ArrayList<>();
    List<Plan> plans = plans(steps, before);
    for (int i = 0; i < plans.size(); i++) {
      for (Action action : plans.get(i).actions()) {
        if (action instanceof Action.Launch launch) {
          int id = launch.container().nodeId();
          assertEquals(
              before.get(i).saved().orElseThrow().node(id),
              plans.get(i).intended().ledger().node(id));
        }
      }
    }
  }

  /** The plans made after each step; all of them at the time when the attempt began. */
  private static List<Plan> plans(List<Step> steps, List<ClusterState> before) {
    Worlds world = Worlds.fresh(3);
    List<Plan> plans = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (Step step : steps) {
      Event event = event(world.state(), step);
      // YARN never gives the same id to two containers.
      boolean again =
          event instanceof YarnEvent.Granted grant
              && !used.add(grant.containers().get(0).containerId());
      world.on(T0, again ? new Event.Woken() : event);
      if (event instanceof YarnEvent.Completed end) {
        used.add(end.containerId());
      }
      before.add(world.state());
      plans.add(world.plan(T0).plan);
    }
    return plans;
  }

  private static Event event(ClusterState state, Step step) {
    int id = step.node();
    Instant at = T0.minusSeconds(step.seconds());
    String container = Worlds.container(id, step.n());
    List<String> hosts = List.of("a", "b", "c");
    return switch (step.kind()) {
      case 0, 1 ->
          Worlds.grant(
              id,
              step.n(),
              state.slot(id).ask().flatMap(Slot.Ask::host).orElse(hosts.get(step.n() % 3)));
      case 2, 3 -> new Event.LedgerSaved(state.ledger());
      case 4 -> new YarnEvent.Launched(id, container);
      case 5 -> new YarnEvent.LaunchFailed(id, container, "refused");
      case 6 -> new YarnEvent.Completed(container, step.seconds() % 2 == 0 ? -100 : 69, "end");
      case 7 ->
          Worlds.answer(id, 1, step.seconds(), LauncherState.Phase.RUNNING, Optional.empty(), at);
      case 8 -> Worlds.failed(id, 1, step.seconds(), FailureClass.CRASHED, "signal 9", at);
      case 9 ->
          Worlds.failed(
              id,
              1,
              step.seconds(),
              FailureClass.PORT_TAKEN,
              "port " + (29_092 + step.seconds() % 9),
              at);
      case 10 -> new LauncherEvent.Silent(id, container, "refused");
      case 11 -> new LauncherEvent.OrderDone(id, container, Order.START, Optional.empty());
      case 12 -> new Event.LedgerNotSaved("down");
      case 13 -> new YarnEvent.PreviousContainers(List.of(Worlds.held(id, step.n(), "a")));
      case 14 -> step.seconds() > 50 ? new OperatorEvent.StopRequested() : new Event.Woken();
      default -> throw new IllegalArgumentException();
    };
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 14),
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(1, 2),
            Arbitraries.integers().between(0, 60))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }
}
