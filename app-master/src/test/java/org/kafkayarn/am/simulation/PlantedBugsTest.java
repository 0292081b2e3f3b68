package org.kafkayarn.am.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.Slot.Phase;
import org.kafkayarn.am.state.Transitions;

/** The simulation finds what it is for: each bug of the genre, planted around the real core. */
class PlantedBugsTest {

  @Test
  void theRestOfABatchOfGrantsIsDropped() {
    assertFound(
        "held without purpose",
        new Brain() {
          @Override
          public ClusterState apply(ClusterState state, Event event, Instant now) {
            Event less =
                event instanceof Event.Granted granted
                    ? new Event.Granted(granted.containers().subList(0, 1))
                    : event;
            return Transitions.apply(state, less, now);
          }
        });
  }

  @Test
  void anAskIsNotRecordedBeforeItIsMade() {
    assertFound(
        "asked twice",
        new Brain() {
          @Override
          public Plan plan(ClusterState state, Instant now) {
            Plan plan = Planner.plan(state, now);
            ClusterState forgetful = plan.intended();
            for (Action action : plan.actions()) {
              if (action instanceof Action.Ask ask) {
                forgetful = forgetful.with(state.slot(ask.nodeId()));
              }
            }
            return with(plan, forgetful, plan.actions());
          }
        });
  }

  @Test
  void aNodeIsVacatedBeforeTheEndOfItsContainerIsConfirmed() {
    assertFound(
        "two containers of one node",
        new Brain() {
          @Override
          public ClusterState apply(ClusterState state, Event event, Instant now) {
            ClusterState next = Transitions.apply(state, event, now);
            for (Slot slot : next.slots().values()) {
              if (event instanceof Event.LaunchFailed && slot.phase() == Phase.ENDING) {
                next = next.with(slot.vacated(now));
              }
            }
            return next;
          }
        });
  }

  @Test
  void excessGrantsAreKept() {
    assertFound(
        "held without purpose",
        new Brain() {
          @Override
          public ClusterState apply(ClusterState state, Event event, Instant now) {
            ClusterState next = Transitions.apply(state, event, now);
            return event instanceof Event.Granted
                ? next.toBuilder().strays(state.strays()).build()
                : next;
          }
        });
  }

  @Test
  void aContainerIsLaunchedBeforeItsLedgerIsSaved() {
    assertFound(
        "launched before its ledger was saved",
        new Brain() {
          @Override
          public Plan plan(ClusterState state, Instant now) {
            Plan plan = Planner.plan(state, now);
            ClusterState hasty = plan.intended();
            Plan more =
                Planner.plan(hasty.toBuilder().saved(hasty.ledger()).savingSince(now).build(), now);
            List<Action> actions = new ArrayList<>(plan.actions());
            actions.addAll(more.actions());
            return with(
                plan,
                state.saved().isPresent()
                    ? more.intended().toBuilder()
                        .saved(state.saved().get())
                        .savingSince(now)
                        .build()
                    : more.intended(),
                actions);
          }
        });
  }

  private static Plan with(Plan plan, ClusterState intended, List<Action> actions) {
    return new Plan(intended, actions, plan.waits(), plan.notes(), plan.wakeAt());
  }

  /** In the first few seeds of those that the simulation runs, and by the rule that is meant. */
  private static void assertFound(String rule, Brain buggy) {
    Set<String> found = new TreeSet<>();
    for (long seed = 0; seed < SchedulerSimulationTest.SEEDS; seed++) {
      try {
        Simulation.run(seed, buggy);
      } catch (AssertionError e) {
        if (e.getCause() instanceof World.Violation violation) {
          if (violation.getMessage().contains(rule)) {
            return;
          }
          found.add(violation.getMessage());
        } else {
          throw e;
        }
      }
    }
    assertEquals(Set.of(rule), found);
  }
}
