package org.kafkayarn.am.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Transitions;

/** The real core with one mistake around it, and whether the simulation finds that. */
final class PlantedBug {
  private PlantedBug() {}

  /** What is believed after an event, in place of the next state. */
  interface Belief {
    ClusterState of(ClusterState state, Event event, ClusterState next, Instant now);
  }

  /** What is done in place of a plan. */
  interface Deed {
    Plan of(ClusterState state, Plan plan, Instant now);
  }

  /** Events of a kind are taken for others. */
  static <E extends Event> Brain mishearing(Class<E> kind, Function<E, Event> taken) {
    return new Brain() {
      @Override
      public ClusterState apply(ClusterState state, Event event, Instant now) {
        Event heard = kind.isInstance(event) ? taken.apply(kind.cast(event)) : event;
        return Transitions.apply(state, heard, now);
      }
    };
  }

  static Brain believing(Belief belief) {
    return new Brain() {
      @Override
      public ClusterState apply(ClusterState state, Event event, Instant now) {
        return belief.of(state, event, Transitions.apply(state, event, now), now);
      }
    };
  }

  static Brain planning(Deed deed) {
    return new Brain() {
      @Override
      public Plan plan(ClusterState state, Instant now) {
        return deed.of(state, Planner.plan(state, now), now);
      }
    };
  }

  static Plan with(Plan plan, ClusterState intended, List<Action> actions) {
    return new Plan(intended, actions, plan.waits(), plan.notes(), plan.wakeAt());
  }

  /** In some of the seeds that the simulation runs, and by the rule that is meant. */
  static void assertFound(String rule, Brain buggy) {
    Set<String> others = new ConcurrentSkipListSet<>();
    boolean found =
        LongStream.range(0, SchedulerSimulationTest.SEEDS)
            .parallel()
            .anyMatch(
                seed -> {
                  Optional<String> broken = broken(seed, buggy);
                  broken.ifPresent(others::add);
                  return broken.filter(message -> message.contains(rule)).isPresent();
                });
    assertTrue(found, () -> rule + " was not found, but " + others);
  }

  private static Optional<String> broken(long seed, Brain buggy) {
    try {
      Simulation.run(seed, buggy);
      return Optional.empty();
    } catch (AssertionError e) {
      if (e.getCause() instanceof World.Violation violation) {
        return Optional.of(violation.getMessage());
      }
      throw e;
    }
  }
}
