package org.kafkayarn.am.simulation;

import static org.kafkayarn.am.simulation.PlantedBug.assertFound;
import static org.kafkayarn.am.simulation.PlantedBug.mishearing;
import static org.kafkayarn.am.simulation.PlantedBug.with;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.plan.Plan;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.Operation;
import org.kafkayarn.am.state.Transitions;
import org.kafkayarn.am.state.Unregistration.Outcome;

/** The simulation finds bugs of the removal of brokers, too. */
class PlantedRemovalBugsTest {

  /** It was so: a look from before sent it back to its mover, who saw no change. */
  @Test
  void whatKafkaSaidBeforeTheEndOfADrainIsBelieved() {
    assertFound(
        "not whole in time",
        new Brain() {
          @Override
          public ClusterState apply(ClusterState state, Event event, Instant now) {
            return asIfStagedAtFirst(Transitions.apply(state, event, now));
          }

          @Override
          public Plan plan(ClusterState state, Instant now) {
            Plan plan = Planner.plan(state, now);
            return with(plan, asIfStagedAtFirst(plan.intended()), plan.actions());
          }
        });
  }

  private static ClusterState asIfStagedAtFirst(ClusterState state) {
    ClusterState next = state;
    for (Operation operation : state.ledger().operations().open().toList()) {
      if (!operation.staged().equals(operation.began())) {
        next = next.with(next.ledger().with(operation.at(operation.stage(), operation.began())));
      }
    }
    return next;
  }

  @Test
  void aBrokerIsForgottenHereBeforeKafkaHasForgottenIt() {
    assertFound(
        "Kafka still knows the removed node",
        mishearing(
            KafkaEvent.Unregistered.class,
            told ->
                new KafkaEvent.Unregistered(
                    told.nodeId(), told.since(), Outcome.DONE, told.detail())));
  }
}
