package org.kafkayarn.am.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The real core in simulated worlds. {@code -Dsimulation.seed=N} replays one; {@code
 * -Dsimulation.seeds=K} sets how many.
 */
class SchedulerSimulationTest {
  static final int SEEDS = Integer.getInteger("simulation.seeds", 3_000);

  @Test
  void everyWorldHealsAndStopsInOrder() {
    Long one = Long.getLong("simulation.seed");
    if (one != null) {
      Simulation.run(one, Brain.REAL);
    } else {
      LongStream.range(0, SEEDS).parallel().forEach(seed -> Simulation.run(seed, Brain.REAL));
    }
  }

  @Test
  void aThousandBrokersOnAThousandHostsLoseARackAndTheirMasterAndComeBack() {
    assertEquals(0, Simulation.runLarge(1_000).moves());
  }
}
