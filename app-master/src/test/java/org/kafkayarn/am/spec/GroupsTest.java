package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupsTest {
  private static ClusterSpec complete(String yaml) {
    return SpecRules.complete(SpecFile.read(yaml, "f"), 1, "hdfs:///k.tar");
  }

  private static ClusterSpec complete(String yaml, ClusterSpec before) {
    return SpecRules.complete(SpecFile.read(yaml, "f"), 1, "hdfs:///k.tar", Optional.of(before));
  }

  private static String ids(ClusterSpec spec, String group) {
    return spec.groups().stream()
        .filter(held -> held.name().equals(group))
        .map(held -> IdRanges.shown(held.ids()))
        .collect(Collectors.joining());
  }

  private static Set<Integer> controllers(ClusterSpec spec) {
    return spec.nodes().values().stream()
        .filter(NodeSpec::controller)
        .map(NodeSpec::id)
        .collect(Collectors.toSet());
  }

  @Test
  void aNodeHasTheClustersValuesItsGroupsOverThemAndItsOwnConstraints() {
    ClusterSpec spec =
        complete(
            """
            memory: 2g
            vcores: 2
            node-label: kafka
            data-dirs: /data
            config: {a: 1, b: 1}
            constraints: hostname=unique
            groups:
            - name: plain
              ids: 0-1
            - name: fast
              ids: [5, 7-8]
              memory: 8g
              vcores: 4
              config: {b: 2, c: 2}
              constraints: [rack=groupBy:3]
              data-dirs: /ssd1,/ssd2
              kafka: hdfs:///other.tar
              node-label: ssd
            nodes:
              7: {constraints: {rack: 'like:/r7'}}
            """);
    assertEquals(Set.of(0, 1, 5, 7, 8), spec.nodes().keySet());
    assertEquals(5, spec.brokers());
    NodeSpec plain = spec.node(1);
    assertEquals("plain", plain.group());
    assertEquals(2048, plain.memoryMb());
    assertEquals(Map.of("a", "1", "b", "1"), plain.config());
    assertEquals("[hostname=unique]", plain.constraints().toString());
    assertEquals(List.of(), plain.groupConstraints());
    NodeSpec fast = spec.node(7);
    assertEquals(8192, fast.memoryMb());
    assertEquals(MemorySizing.heapFor(8192), fast.heapMb());
    assertEquals(4, fast.vcores());
    assertEquals(Map.of("a", "1", "b", "2", "c", "2"), fast.config());
    assertEquals("[hostname=unique, rack=like:/r7]", fast.constraints().toString());
    assertEquals("[rack=groupBy:3]", fast.groupConstraints().toString());
    assertEquals(List.of("/ssd1", "/ssd2"), fast.dataDirs());
    assertEquals("hdfs:///other.tar", fast.kafka());
    assertEquals(Optional.of("ssd"), fast.nodeLabel());
    assertEquals("[hostname=unique]", spec.node(8).constraints().toString());
  }

  @Test
  void aGroupsMemoryFollowsFromItsHeapAndTheOtherWayRound() {
    ClusterSpec spec =
        complete(
            "memory: 8g\nheap: 2g\ngroups: [{name: a, count: 1, heap: 1g},"
                + " {name: b, count: 1, memory: 4g}, {name: c, count: 1}]");
    assertEquals(MemorySizing.memoryFor(1024), spec.node(0).memoryMb());
    assertEquals(MemorySizing.heapFor(4096), spec.node(1).heapMb());
    assertEquals(8192, spec.node(2).memoryMb());
    assertEquals(2048, spec.node(2).heapMb());
  }

  @Test
  void withoutGroupsAllNodesAreBrokersAndTheFirstAreControllers() {
    assertEquals(Set.of(0, 1, 2), controllers(complete("brokers: 5")));
    assertEquals(Set.of(0), controllers(complete("brokers: 2")));
    assertEquals("brokers", complete("").node(0).group());
  }

  @Test
  void controllersAreTheFirstBrokersUnlessAGroupNamesThem() {
    assertEquals(
        Set.of(3, 4, 10),
        controllers(complete("groups: [{name: b, ids: '10-12'}, {name: a, ids: '3,4'}]")));
    assertEquals(Set.of(8), controllers(complete("groups: [{name: a, ids: 8-9}]")));
    ClusterSpec apart =
        complete(
            "groups: [{name: c, ids: 100-102, roles: controller},"
                + " {name: b, count: 2, roles: [broker]}, {name: d, count: 1}]");
    assertEquals(Set.of(100, 101, 102), controllers(apart));
    assertEquals(3, apart.brokers());
    assertEquals(6, apart.nodes().size());
    assertTrue(!apart.node(100).broker() && apart.node(0).broker() && apart.node(2).broker());
  }

  @Test
  void countedGroupsTakeTheLowestFreeIdsInTheirOrder() {
    ClusterSpec spec =
        complete("groups: [{name: a, count: 2}, {name: b, ids: '1,3'}, {name: c, count: 2}]");
    assertEquals("0,2", ids(spec, "a"));
    assertEquals("1,3", ids(spec, "b"));
    assertEquals("4-5", ids(spec, "c"));
  }

  @Test
  void aCountedGroupKeepsItsIdsWhenItGrowsOrShrinks() {
    ClusterSpec first = complete("groups: [{name: a, count: 2}, {name: b, count: 2}]");
    ClusterSpec more = complete("groups: [{name: a, count: 3}, {name: b, count: 2}]", first);
    assertEquals("0-1,4", ids(more, "a"));
    assertEquals("2-3", ids(more, "b"));
    ClusterSpec turned = complete("groups: [{name: b, count: 1}, {name: a, count: 4}]", more);
    assertEquals("2", ids(turned, "b"));
    assertEquals("0-1,4-5", ids(turned, "a"), "not the id that b has just given up");
  }

  @Test
  void theFirstGroupsOfAClusterTakeOverItsNodes() {
    ClusterSpec before = complete("brokers: 3");
    ClusterSpec now = complete("groups: [{name: a, count: 2}, {name: b, count: 2}]", before);
    assertEquals("0-1", ids(now, "a"));
    assertEquals("2-3", ids(now, "b"));
    assertEquals(List.of(), SpecDiff.between(before, now).refusals());
  }

  @Test
  void groupsTakeThePlaceOfANumberOfBrokersThatWasGivenBefore() {
    SpecChanges stored = SpecFile.read("brokers: 3", "s");
    SpecChanges both = stored.overlaid(SpecFile.read("groups: [{name: a, count: 4}]", "f"));
    assertEquals(4, SpecRules.complete(both, 1, "k").brokers());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a                                    | f: groups: not a list of groups: \"a\". Each is a map",
        "{a: 3}                               | f: groups: not a list of groups: {\"a\":3}",
        "[a]                                  | f: groups: not a list of groups: \"a\"",
        "[{count: 3}]                         | f: groups: a group without a name: {\"count\":3}",
        "[{name: a, cuont: 3}]                | f: groups: a: unknown key: cuont. Did you mean count?",
        "[{name: a, data_dirs: /x}]           | f: groups: a: unknown key: data_dirs. Did you mean data-dirs?",
        "[{name: a, count: 0}]                | f: groups: a: count: 0 is too few: at least 1",
        "[{name: a, count: 1, memory: x}]     | f: groups: a: memory: not a size of memory: x",
        "[{name: a, count: 1, vcores: 0}]     | f: groups: a: vcores: 0 is too few",
        "[{name: a, count: 1, roles: boss}]   | f: groups: a: roles: no role of Kafka: boss. Use broker",
        "[{name: a, count: 1, config: {x: }}] | f: groups: a: config: x has no value: a group can change",
        "[{name: a, count: 1, constraints: x}]| f: groups: a: constraints: not a constraint: x",
        "[{name: a, ids: 2-x}]                | f: groups: a: ids: not a node's id: x",
        "[{name: a, ids: 3-1}]                | f: groups: a: ids: 3-1 runs backwards",
        "[{name: a, ids: '1,0-2'}]            | f: groups: a: ids: 1 is there twice",
        "[{name: a, ids: 10000}]              | f: groups: a: ids: 10000 is too many: at most 9999",
        "[{name: a}]                          | groups: a: how many nodes? Give count: 3, or ids: 0-2",
        "[{name: a b, count: 1}]              | groups: not a group's name: \"a b\"",
        "[{name: a, count: 1}, {name: a, count: 2}] | groups: two groups are named a",
        "[{name: a, ids: 0-3}, {name: b, ids: 3}]   | groups: node 3 is in a and in b: an id",
        "[{name: a, ids: 0-3, count: 3}]      | groups: a: count 3, but ids 0-3 are 4 nodes",
        "[{name: a, count: 1, roles: controller}]   | groups: none has brokers",
        "[{name: a, count: 1, heap: 64m}]     | groups: a: heap 64m is too small for Kafka",
        "[{name: a, count: 1, data-dirs: x}]  | groups: a: data-dirs: not an absolute directory",
        "[{name: a, count: 1, config: {node.id: 4}}]       | groups: a: config: cannot be set: node.id",
        "[{name: a, count: 1, config: {ssl.key.password: p}}] | groups: a: config: cannot be set: ssl.key.p",
        "[{name: a, count: 9999}, {name: b, count: 9}]     | groups: 10008 nodes are too many",
      })
  void aMistakeInAGroupNamesTheGroup(String groups, String beginning) {
    String message =
        assertThrows(UserError.class, () -> complete("groups: " + groups)).getMessage();
    assertTrue(message.startsWith(beginning), () -> message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{brokers: 3, groups: [{name: a, count: 3}]} | brokers and groups are both given",
        "{brokers: 3, nodes: {3: {constraints: x=unique}}} | nodes: there is no node 3: the cluster has 0-2",
        "{nodes: {a: {constraints: x=unique}}}  | f: nodes: not a node's id: a",
        "{nodes: {0: {constraint: x=unique}}}   | f: nodes: 0: unknown key: constraint. Did you mean constraints?",
        "{nodes: {0: x=unique}}                 | f: nodes: not a map from a node's id",
        "{nodes: [0]}                           | f: nodes: not a map from a node's id",
      })
  void aMistakeInWhatNodesThereAreIsTold(String flow, String beginning) {
    // A flow map begins like JSON, which is not meant here.
    String message = assertThrows(UserError.class, () -> complete("# yaml\n" + flow)).getMessage();
    assertTrue(message.startsWith(beginning), () -> message);
  }

  @Test
  void whatChangesInAGroupIsToldFieldByField() {
    SpecDiff diff =
        SpecDiff.between(
            complete(
                "groups: [{name: fast, ids: 0-2, memory: 4g, heap: 1g, config: {a: 1}},"
                    + " {name: gone, ids: 3}]"),
            complete(
                "groups: [{name: fast, ids: 0-3, memory: 6g, heap: 1g,"
                    + " constraints: 'rack=groupBy:3,disk=unique', config: {a: 2}}]\n"
                    + "nodes: {1: {constraints: 'disk=like:a{1\\,2}'}}"));
    assertEquals(
        List.of(
            "groups fast ids: 0-2 -> 0-3",
            "groups fast memory: 4g -> 6g",
            "groups fast config a: 1 -> 2",
            "groups gone ids: 3 -> (default)",
            "groups fast constraints: (default) -> rack=groupBy:3,disk=unique",
            "nodes 1 constraints: (default) -> disk=like:a{1\\,2}"),
        diff.lines());
    assertEquals(List.of(), diff.refusals());
  }

  @Test
  void whatANodeIsCannotBeChangedYet() {
    ClusterSpec before =
        complete("groups: [{name: a, ids: 0-3, roles: 'broker,controller'}, {name: b, ids: 4-6}]");
    ClusterSpec after =
        complete(
            "groups: [{name: a, ids: 0-2, roles: 'broker,controller'},"
                + " {name: b, ids: 3-4, data-dirs: /new}]");
    assertEquals(
        List.of(
            "groups: nodes 5-6 would go: their replicas have to go elsewhere first. Have that done:"
                + " kafka-yarn broker remove 5-6. Until then keep their ids",
            "data-dirs: (default) -> /new: the nodes' data is in the old directories and cannot be"
                + " moved yet. Keep those of node 3 in group b"),
        SpecDiff.between(before, after).refusals());
  }

  @Test
  void backAtAFormerSpecificationTheyHaveTheIdsThatTheyHadInIt() {
    SpecChanges given = SpecFile.read("groups: [{name: a, count: 2}, {name: b, count: 3}]", "f");
    StoredSpec former =
        new StoredSpec(given, SpecRules.complete(given, 1, "hdfs:///k.tar"), Optional.empty());
    StoredSpec now = RunningChange.without(new TreeSet<>(Set.of(1, 3)), former).target().retired();
    assertEquals(Set.of(0, 2, 4), now.spec().nodes().keySet());
    ClusterSpec back = RunningChange.back(former, now).target().spec();
    assertEquals(former.spec().nodes(), back.nodes());
    assertEquals(3, back.generation());
  }

  @Test
  void aBrokerFromTheMiddleGoesWhenTheIdsHaveBeenNamedWhichChangesNoNode() {
    SpecChanges given = SpecFile.read("brokers: 4", "f");
    StoredSpec stored =
        new StoredSpec(given, SpecRules.complete(given, 1, "hdfs:///k.tar"), Optional.empty());
    SortedSet<Integer> one = new TreeSet<>(Set.of(1));
    UserError refused = assertThrows(UserError.class, () -> RunningChange.without(one, stored));
    String groups = "groups: [{name: brokers, ids: 0-3}]";
    assertTrue(refused.getMessage().contains("highest go: 3, not 1. "), refused.getMessage());
    assertTrue(refused.getMessage().contains(groups), refused.getMessage());
    StoredSpec named = RunningChange.of(SpecFile.read(groups, "f"), stored).target();
    assertEquals(stored.spec().nodes(), named.spec().nodes());
    ClusterSpec fewer = RunningChange.without(one, named).target().spec();
    assertEquals(Set.of(0, 2, 3), fewer.nodes().keySet());
  }
}
