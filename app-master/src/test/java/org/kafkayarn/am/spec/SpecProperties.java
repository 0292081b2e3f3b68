package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every spec. */
class SpecProperties {
  private static final String KAFKA = "hdfs:///k.tar";

  @Provide
  Arbitrary<SpecChanges> given() {
    return GivenSpecs.any();
  }

  @Property(tries = 300)
  void whatIsGivenIsReadBackFromItsFileAsItWas(@ForAll("given") SpecChanges given) {
    assertEquals(given, SpecFile.read(SpecFile.tree(given), "f"));
  }

  @Property(tries = 300)
  void aCompleteSpecSubmittedAsAFileGivesTheSameSpec(@ForAll("given") SpecChanges given) {
    ClusterSpec spec = SpecRules.complete(given, 1, KAFKA);
    assertEquals(spec, SpecRules.complete(SpecFile.read(SpecFile.yaml(spec), "f"), 1, KAFKA));
    assertEquals(spec, SpecRules.complete(SpecFile.read(SpecFile.json(spec), "f"), 1, KAFKA));
    assertEquals(spec, SpecRules.assemble(SpecFile.read(SpecFile.json(spec), "f"), 1));
  }

  @Property(tries = 300)
  void theSameSubmissionAgainChangesNothing(@ForAll("given") SpecChanges given) {
    ClusterSpec first = SpecRules.complete(given, 1, KAFKA);
    ClusterSpec again = SpecRules.complete(given, 1, KAFKA, Optional.of(first));
    assertEquals(first, again);
    assertEquals(new SpecDiff(List.of(), List.of()), SpecDiff.between(first, again));
  }

  @Property(tries = 300)
  void everyNodeIsInOneGroupAndThereIsAnOddQuorumByDefault(@ForAll("given") SpecChanges given) {
    ClusterSpec spec = SpecRules.complete(given, 1, KAFKA);
    Set<Integer> grouped = new HashSet<>();
    spec.groups().forEach(group -> group.ids().forEach(id -> assertTrue(grouped.add(id))));
    assertTrue(spec.groups().isEmpty() || grouped.equals(spec.nodes().keySet()));
    long controllers = spec.nodes().values().stream().filter(NodeSpec::controller).count();
    boolean named =
        spec.groups().stream()
            .flatMap(group -> group.roles().stream())
            .anyMatch(roles -> roles.contains(NodeGroup.Role.CONTROLLER));
    assertTrue(controllers >= 1);
    assertTrue(named || controllers == (spec.brokers() >= 3 ? 3 : 1));
  }

  /** Each row of counts is one submission of groups a, b and c; 0 leaves a group away. */
  @Property(tries = 500)
  void aNodeKeepsItsGroupWhileTheGroupKeepsItsSize(
      @ForAll @Size(min = 2, max = 6)
          List<@Size(value = 3) List<@IntRange(min = 0, max = 5) Integer>> submissions) {
    Optional<ClusterSpec> before = Optional.empty();
    for (List<Integer> counts : submissions) {
      String yaml = yaml(counts);
      if (yaml.isEmpty()) {
        continue;
      }
      ClusterSpec now = SpecRules.complete(SpecFile.read(yaml, "f"), 1, KAFKA, before);
      Map<String, Integer> wanted =
          Map.of("a", counts.get(0), "b", counts.get(1), "c", counts.get(2));
      for (NodeGroup group : now.groups()) {
        assertEquals(wanted.get(group.name()), group.ids().size(), yaml);
        SortedSet<Integer> had = ids(before, group.name());
        SortedSet<Integer> smaller = had.size() < group.ids().size() ? had : group.ids();
        SortedSet<Integer> larger = smaller.equals(had) ? group.ids() : had;
        assertTrue(larger.containsAll(smaller), () -> had + " -> " + group.ids());
        boolean fewer = group.ids().size() < had.size();
        assertTrue(!fewer || had.headSet(had.last()).containsAll(group.ids()), "highest first");
      }
      before = Optional.of(now);
    }
  }

  private static SortedSet<Integer> ids(Optional<ClusterSpec> spec, String name) {
    return spec.stream()
        .flatMap(held -> held.groups().stream())
        .filter(group -> group.name().equals(name))
        .findFirst()
        .map(NodeGroup::ids)
        .orElseGet(TreeSet::new);
  }

  private static String yaml(List<Integer> counts) {
    StringBuilder groups = new StringBuilder();
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        groups.append("- {name: %c, count: %d}\n".formatted('a' + i, counts.get(i)));
      }
    }
    return groups.isEmpty() ? "" : "groups:\n" + groups;
  }
}
