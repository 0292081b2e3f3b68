package org.kafkayarn.am.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kafkayarn.am.plan.Worlds.T0;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.state.Quorum;

/** When a version of the metadata is finalized, and when it is not. */
class MetadataRulesTest {
  private static final int V42 = 29;
  private static final int V43 = 30;

  private Worlds world = Worlds.serving(3);

  /** 4.2-IV1 is in force; each node knows up to the level given. */
  private MetadataRulesTest knows(int... most) {
    TreeMap<Integer, Features.Known> nodes = new TreeMap<>();
    for (int id = 0; id < most.length; id++) {
      nodes.put(
          id, new Features.Known(world.slot(id).launcher().orElseThrow().startId(), 7, most[id]));
    }
    world.on(T0, new KafkaEvent.FeaturesObserved(new Features(V42, nodes)));
    return this;
  }

  private MetadataRulesTest policy(String policy) {
    SpecChanges all =
        SpecChanges.of(world.state().spec())
            .overlaid(SpecFile.read("metadata-version: " + policy, "f"));
    ClusterSpec spec = SpecRules.complete(all, 2, "hdfs:///kafka.tar");
    world.on(T0, new OperatorEvent.SpecChanged(spec));
    return this;
  }

  private List<Integer> finalizes(Instant at) {
    return world.plan(at).plan.actions().stream()
        .filter(Action.FinalizeMetadata.class::isInstance)
        .map(action -> ((Action.FinalizeMetadata) action).level())
        .toList();
  }

  private List<String> lines() {
    return StatusReport.of(world.plan(T0).plan, Map.of()).warnings().stream()
        .filter(line -> line.startsWith("metadata.version"))
        .toList();
  }

  @Test
  void byDefaultItIsOnlyToldThatThereIsAHigherOne() {
    knows(V43, V43, V43);
    assertEquals(List.of(), finalizes(T0));
    assertEquals(
        List.of("metadata.version 4.2-IV1, 4.3-IV0 available: kafka-yarn metadata upgrade"),
        lines());
    knows(V42, V43, V43);
    assertEquals(List.of(), lines(), "not all nodes know it");
  }

  @Test
  void anOrderIsCarriedOutOnce() {
    knows(V43, V43, V43);
    world.on(T0, new OperatorEvent.MetadataOrdered(V43));
    assertEquals(List.of(V43), finalizes(T0));
    assertEquals(List.of(), finalizes(T0.plusSeconds(100)), "Kafka has not answered");
    world.on(T0, new KafkaEvent.MetadataAnswered(V43, Optional.empty()));
    assertEquals(List.of(), finalizes(T0.plusSeconds(101)));
    assertEquals(V43, world.state().metadata().features().orElseThrow().finalized());
    assertEquals(Optional.empty(), world.state().metadata().ordered());
    assertEquals(List.of(), lines());
  }

  @Test
  void anOrderThatKafkaRefusesIsNotRepeated() {
    knows(V43, V43, V43);
    world.on(T0, new OperatorEvent.MetadataOrdered(V43));
    assertEquals(List.of(V43), finalizes(T0));
    world.on(
        T0, new KafkaEvent.MetadataAnswered(V43, Optional.of("controller 2 has not registered")));
    assertEquals(List.of(), finalizes(T0.plusSeconds(3_600)));
    world.on(T0, new OperatorEvent.MetadataOrdered(V43));
    assertEquals(List.of(V43), finalizes(T0), "a new order is a new try");
  }

  @Test
  void thePolicyFinalizesWhatAllNodesKnow() {
    assertEquals(List.of(), policy("latest").finalizes(T0), "nobody has told anything");
    assertEquals(List.of(), knows(V42, V43, V43).finalizes(T0));
    assertEquals(List.of(), knows(V43, V43).finalizes(T0), "node 2 has not told");
    assertEquals(List.of(V43), knows(V43, V43, V43 + 1).finalizes(T0));
  }

  @Test
  void thePolicyCanNameAVersion() {
    policy("4.3");
    knows(V42, V43 + 1, V43 + 1);
    assertEquals(List.of(), finalizes(T0));
    assertEquals(
        List.of(
            "metadata.version 4.2-IV1, 4.3-IV0 wanted: node 0 knows 3.3-IV3 to 4.2-IV1 only: it"
                + " must run another Kafka first"),
        lines());
    assertEquals(List.of(V43), knows(V43, V43 + 1, V43 + 1).finalizes(T0));
    world = Worlds.serving(3);
    assertEquals(List.of(), policy("4.1").knows(V43, V43, V43).finalizes(T0), "no downgrade");
  }

  @Test
  void thePolicyTriesAgainAfterAWhile() {
    policy("latest").knows(V43, V43, V43);
    assertEquals(List.of(V43), finalizes(T0));
    world.on(T0, new KafkaEvent.MetadataAnswered(V43, Optional.of("no")));
    assertEquals(List.of(), finalizes(T0.plusSeconds(299)));
    assertTrue(world.plan.wakeAt().orElseThrow().compareTo(T0.plusSeconds(300)) <= 0);
    assertEquals(
        List.of("metadata.version 4.2-IV1, 4.3-IV0 wanted: Kafka refused it: no"), lines());
    assertEquals(List.of(V43), finalizes(T0.plusSeconds(300)));
  }

  @Test
  void nothingIsFinalizedWhileANodeDoesNotServe() {
    knows(V43, V43, V43);
    Map<Integer, String> two = new TreeMap<>();
    for (int id = 0; id < 2; id++) {
      two.put(id, world.slot(id).launcher().orElseThrow().startId());
    }
    world.on(
        T0,
        new OperatorEvent.MetadataOrdered(V43),
        new KafkaEvent.Observed(two, two.keySet(), Worlds.ledBy(Optional.of(0))));
    assertEquals(List.of(), finalizes(T0));
    assertEquals(List.of("metadata.version 4.2-IV1, 4.3-IV0 wanted: not serving: node 2"), lines());
    world.observed(T0);
    assertEquals(List.of(V43), finalizes(T0), "the order waits for it");
  }

  @Test
  void whatAProcessBeforeThisOneSaidDoesNotCount() {
    TreeMap<Integer, Features.Known> nodes = new TreeMap<>();
    for (int id = 0; id < 3; id++) {
      nodes.put(id, new Features.Known("of a process before", 7, V43));
    }
    world.on(T0, new KafkaEvent.FeaturesObserved(new Features(V42, nodes)));
    world.on(T0, new OperatorEvent.MetadataOrdered(V43));
    assertEquals(List.of(), finalizes(T0));
    assertEquals(OptionalInt.empty(), MetadataRules.available(world.state()));
  }

  @Test
  void nothingIsFinalizedWhileVotersOrNodesAreOnTheirWay() {
    knows(V43, V43, V43);
    world.on(T0, new OperatorEvent.MetadataOrdered(V43));
    Map<Integer, Quorum.Replica> voters = Map.of(0, new Quorum.Replica("d", true));
    Map<Integer, String> all = new TreeMap<>();
    for (int id = 0; id < 3; id++) {
      all.put(id, world.slot(id).launcher().orElseThrow().startId());
    }
    world.on(
        T0,
        new KafkaEvent.Observed(
            all, Set.of(0, 1, 2), new Quorum(Optional.of(0), voters, Map.of())));
    assertEquals(
        Optional.of("the quorum's voters are [0] and are to be [0, 1, 2]"),
        MetadataRules.obstacle(world.state(), V43));
    world.on(T0, new OperatorEvent.StopRequested());
    assertEquals(
        Optional.of("the cluster is stopping"), MetadataRules.obstacle(world.state(), V43));
    assertEquals(List.of(), finalizes(T0));
  }

  @Test
  void nothingIsFinalizedWhileTheNodesAreToRunAnotherKafka() {
    var configured = new Configured("brokers: 3\n");
    world = configured.world;
    knows(V43, V43, V43);
    assertEquals(Optional.empty(), MetadataRules.obstacle(world.state(), V43));
    configured.want("brokers: 3\nkafka: hdfs:///older.tar\n");
    assertEquals(
        Optional.of(
            "node 0 is to run another Kafka: restart it with that first, or take that change back"),
        MetadataRules.obstacle(world.state(), V43));
    configured.want("brokers: 3\n");
    assertEquals(Optional.empty(), MetadataRules.obstacle(world.state(), V43));
  }

  @Test
  void nothingIsFinalizedWhileANodeRetires() {
    ClusterSpec without =
        world
            .state()
            .spec()
            .withRetiring(new TreeMap<>(Map.of(10_000, world.state().spec().node(0))));
    world.on(T0, new OperatorEvent.SpecChanged(without));
    assertTrue(world.state().spec().retiring().isEmpty(), "it has nothing to leave");
    knows(V43, V43, V43);
    assertEquals(
        Optional.of("nodes 10000, 10001 have yet to leave"),
        MetadataRules.obstacle(
            world.state().toBuilder()
                .spec(
                    without.withRetiring(
                        new TreeMap<>(Map.of(10_000, without.node(0), 10_001, without.node(1)))))
                .build(),
            V43));
  }
}
