package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.YarnEvent;

class BrokerAttributesTest {
  @Test
  void aBrokerHasItsGroupAndWhatItsHostHas() {
    Host host =
        new Host(
            "a",
            "/r1",
            Host.Condition.RUNNING,
            8192,
            8192,
            8,
            "gpu",
            Map.of("disk", "ssd"),
            Optional.empty(),
            Optional.empty());
    Worlds world =
        Worlds.serving(2)
            .on(Worlds.T0, new YarnEvent.HostsReported(Map.of("a", host), false, Optional.empty()));
    Map<Integer, Map<String, String>> brokers = BrokerAttributes.of(world.state());
    assertEquals(Set.of(0, 1), brokers.keySet());
    Map<String, String> onA =
        brokers.values().stream()
            .filter(held -> held.get("hostname").equals("a"))
            .findFirst()
            .orElseThrow();
    assertEquals(Set.of("group", "hostname", "rack", "label", "disk"), onA.keySet(), onA::toString);
    assertEquals(
        List.of("/r1", "gpu", "ssd"), List.of(onA.get("rack"), onA.get("label"), onA.get("disk")));
  }

  @Test
  void oneWithoutAHostHasItsGroupAndAControllerIsNoBroker() {
    Worlds world =
        Worlds.begin(
            SpecRules.complete(
                SpecFile.read(
                    "groups: [{name: brains, count: 1, roles: controller},"
                        + " {name: fast, count: 2, roles: broker}]",
                    "f"),
                1,
                "hdfs:///k.tar"),
            Ledger.empty("c"),
            1);
    Map<Integer, Map<String, String>> brokers = BrokerAttributes.of(world.state());
    assertEquals(2, brokers.size());
    assertTrue(
        brokers.values().stream().allMatch(held -> held.equals(Map.of("group", "fast"))),
        brokers::toString);
  }
}
