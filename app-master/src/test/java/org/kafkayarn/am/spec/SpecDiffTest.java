package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpecDiffTest {
  private static SpecDiff between(String before, String after) {
    return SpecDiff.between(spec(before), spec(after));
  }

  private static ClusterSpec spec(String yaml) {
    return SpecRules.complete(SpecFile.read(yaml, "f"), 1, "hdfs:///kafka.tar");
  }

  @Test
  void whatChangesIsToldLineByLine() {
    SpecDiff diff =
        between(
            "brokers: 3\nqueue: a\nmemory: 2g\nconfig: {a: 1, b: 2}",
            "brokers: 5\nmemory: 4g\nconfig: {b: 3, c: 4}");
    assertEquals(
        List.of(
            "brokers: 3 -> 5",
            "memory: 2g -> 4g",
            "heap: %dm -> %dm".formatted(MemorySizing.heapFor(2048), MemorySizing.heapFor(4096)),
            "queue: a -> (default)",
            "config a: 1 -> (default)",
            "config b: 2 -> 3",
            "config c: (default) -> 4"),
        diff.lines());
    assertEquals(List.of(), diff.refusals());
  }

  @Test
  void theSameSpecChangesNothing() {
    assertTrue(between("brokers: 3", "name: kafka").isEmpty());
  }

  @Test
  void fewerBrokersAreRefusedAsTheirReplicasHaveToMoveFirst() {
    List<String> refusals = between("brokers: 5", "brokers: 3").refusals();
    assertEquals(1, refusals.size());
    assertTrue(
        refusals.get(0).startsWith("brokers: 5 -> 3: their replicas have to go elsewhere first"));
  }

  @Test
  void otherDataDirectoriesAreRefusedForNow() {
    List<String> refusals = between("data-dirs: /a,/b", "data-dirs: /a").refusals();
    assertEquals(1, refusals.size());
    assertTrue(refusals.get(0).startsWith("data-dirs: /a,/b -> /a: the nodes' data"));
  }

  @Test
  void whoIsAControllerMayChange() {
    assertEquals(List.of(), between("brokers: 2", "brokers: 3").refusals());
    assertEquals(List.of("voters: 1 -> 3"), between("voters: 1", "voters: 3").lines());
    for (String[] change :
        List.of(
            new String[] {"brokers: 5\nvoters: 1", "brokers: 5\nvoters: 5"},
            new String[] {"controllers: 0", "controllers: 3"},
            new String[] {"controllers: 5", "controllers: 3"},
            new String[] {"controllers: 3", "controllers: 0"},
            new String[] {
              "brokers: 1", "groups: [{name: a, ids: '0'}, {name: c, ids: 5-7, roles: controller}]"
            },
            new String[] {
              "groups: [{name: a, ids: '0'}, {name: c, ids: 5-7, roles: controller}]",
              "groups: [{name: a, ids: '0'}, {name: c, ids: '5', roles: controller}]"
            })) {
      assertEquals(List.of(), between(change[0], change[1]).refusals(), change[1]);
    }
  }

  @Test
  void theRoleOfABrokerIsNeitherGivenNorTaken() {
    assertEquals(
        List.of(
            "roles of node 0: broker,controller -> controller: a broker's role cannot be given or"
                + " taken yet"),
        between(
                "brokers: 2",
                "groups: [{name: c, ids: '0', roles: controller}, {name: b, ids: 1-2}]")
            .refusals());
    assertEquals(
        List.of(
            "roles of node 5: controller -> broker: a broker's role cannot be given or taken yet"),
        between(
                "groups: [{name: a, ids: '0'}, {name: c, ids: 5-7, roles: controller}]",
                "groups: [{name: a, ids: '0,5'}, {name: c, ids: 6-8, roles: controller}]")
            .refusals());
  }

  @Test
  void theKeysThatDifferAreNamed() {
    assertEquals(
        List.of(SpecKey.VOTERS, SpecKey.CONTROLLERS, SpecKey.CONTROLLER_MEMORY),
        SpecDiff.changed(spec(""), spec("controllers: 3")).subList(0, 3));
    assertEquals(List.of(), SpecDiff.changed(spec(""), spec("brokers: 3")));
  }
}
