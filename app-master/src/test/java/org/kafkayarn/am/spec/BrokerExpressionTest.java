package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerExpressionTest {
  /** 0 to 5 in racks r1, r1, r1, r2, r2, r3; 0 and 3 have an attribute disk; 6 is on no host. */
  private static final SortedMap<Integer, Map<String, String>> BROKERS =
      new TreeMap<>(
          Map.of(
              0, Map.of("rack", "/r1", "hostname", "h0", "disk", "ssd"),
              1, Map.of("rack", "/r1", "hostname", "h1"),
              2, Map.of("rack", "/r1", "hostname", "g2"),
              3, Map.of("rack", "/r2", "hostname", "h3", "disk", ""),
              4, Map.of("rack", "/r2", "hostname", "h4"),
              5, Map.of("rack", "/r3", "hostname", "h5"),
              6, Map.of("group", "fast")));

  private static BrokerExpression parse(String text) {
    return BrokerExpression.parse("brokers", text);
  }

  @ParameterizedTest(name = "{0} are {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0,1|0 1",
        "1, 0 ,1|0 1",
        "0..2|0 1 2",
        "0-2|0 1 2",
        "0..2,5,1..3|0 1 2 3 5",
        "7..8|7 8",
        "*|0 1 2 3 4 5 6",
        "*,9|0 1 2 3 4 5 6 9",
        "*[rack=r1]|0 1 2",
        "*[rack=/r1]|0 1 2",
        "[rack=r2]|3 4",
        "0..3[rack=r2]|3",
        "*[rack=r*]|0 1 2 3 4 5",
        "*[rack=*]|0 1 2 3 4 5",
        "*[rack=r*,hostname=h*]|0 1 3 4 5",
        "*[disk]|0 3",
        "*[disk=ssd]|0",
        "*[disk=]|3",
        "*[group=fast]|6",
        "7..9[rack=r1]|''",
        "*[rack=r4]|''",
        "*[rack=R1]|''",
        "*[hostname=h]|''"
      })
  void expressionsMeanWhatTheyDoOnMesos(String text, String ids) {
    SortedSet<Integer> expected = new TreeSet<>();
    for (String id : ids.split(" ", -1)) {
      if (!id.isEmpty()) {
        expected.add(Integer.valueOf(id));
      }
    }
    assertEquals(expected, parse(text).ids(BROKERS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|brokers: not a broker expression: nothing. Write ids as",
        "a|brokers: not a broker expression: a. Write ids as",
        "0,|brokers: not a broker expression: nothing. Write ids as",
        "0,x|brokers: not a broker expression: x in 0,x. Write ids as",
        "-1|brokers: not a broker expression: -1. Write ids as",
        "1...3|brokers: not a broker expression: 1...3. Write ids as",
        "0[rack=r1|brokers: not a broker expression: 0[rack=r1. Write ids as",
        "0[rack=r1]]|brokers: not a broker expression: 0[rack=r1]]. Write ids as",
        "0[rack=r1],1|brokers: not a broker expression: 0[rack=r1],1. Write ids as",
        "3..1|brokers: 3..1 runs backwards: write 1..3",
        "0..999999999|brokers: there can be no broker 999999999: at most 99999",
        "*[]|brokers: *[]: not a filter: nothing. Write [ATTRIBUTE=VALUE]",
        "*[rack=a,]|brokers: *[rack=a,]: not a filter: nothing. Write [ATTRIBUTE=VALUE]",
        "*[=a]|brokers: *[=a]: not a filter: =a. Write [ATTRIBUTE=VALUE]"
      })
  void whatCannotBeUnderstoodIsNamedWithTheRemedy(String text, String line) {
    String message = assertThrows(UserError.class, () -> parse(text)).getMessage();
    assertTrue(message.startsWith(line), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|brokers: there is no broker 7: there are 0..6",
        "0,8..9[rack=r1]|brokers: there is no broker 8-9: there are 0..6",
        "*[rack=r4]|brokers: *[rack=r4] is no broker: rack is /r1, /r2, /r3",
        "*[colour=red]|brokers: *[colour=red] is no broker: none has an attribute colour, there are disk, group, hostname, rack"
      })
  void whereBrokersMustExistTheMissingAreNamed(String text, String line) {
    assertEquals(
        line, assertThrows(UserError.class, () -> parse(text).existing(BROKERS)).getMessage());
  }

  @Test
  void theRingGoesFromGroupToGroup() {
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6), parse("*").ring(BROKERS), "without a filter by id");
    assertEquals(List.of(0, 3, 5, 1, 4, 2), parse("*[rack]").ring(BROKERS));
    assertEquals(List.of(0, 3, 1, 4, 2), parse("0..4[rack]").ring(BROKERS));
    assertEquals(
        List.of(2, 0, 1), parse("*[rack=r1,hostname]").ring(BROKERS), "groups by both, sorted");
  }

  @Provide
  Arbitrary<SortedMap<Integer, Map<String, String>>> brokers() {
    return Arbitraries.maps(
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 4).map(rack -> Map.of("rack", "/r" + rack)))
        .ofMinSize(1)
        .map(TreeMap::new);
  }

  @Property(tries = 300)
  void theRingHoldsEachBrokerOnceAndNeighboursDifferWhileTheGroupsLast(
      @ForAll("brokers") SortedMap<Integer, Map<String, String>> brokers) {
    List<Integer> ring = parse("*[rack]").ring(brokers);
    assertEquals(brokers.keySet(), new TreeSet<>(ring));
    assertEquals(brokers.size(), ring.size());
    Map<String, Long> sizes = new TreeMap<>();
    brokers.values().forEach(held -> sizes.merge(held.get("rack"), 1L, Long::sum));
    int whole = (int) (sizes.size() * sizes.values().stream().min(Long::compare).orElse(0L));
    for (int i = 1; i < whole && sizes.size() > 1; i++) {
      assertTrue(
          !brokers.get(ring.get(i)).equals(brokers.get(ring.get(i - 1))),
          () -> ring + " of " + brokers);
    }
  }

  @Property(tries = 300)
  void aFilterOnlyTakesAway(
      @ForAll("brokers") SortedMap<Integer, Map<String, String>> brokers,
      @ForAll @IntRange(max = 20) int first,
      @ForAll @IntRange(max = 10) int more) {
    String range = first + ".." + (first + more);
    SortedSet<Integer> all = parse(range).ids(brokers);
    assertEquals(more + 1, all.size());
    SortedSet<Integer> filtered = new TreeSet<>();
    for (int rack = 0; rack <= 4; rack++) {
      SortedSet<Integer> some = parse(range + "[rack=r" + rack + "]").ids(brokers);
      assertTrue(all.containsAll(some));
      filtered.addAll(some);
    }
    all = new TreeSet<>(all);
    all.retainAll(brokers.keySet());
    assertEquals(all, filtered);
  }

  @Property(tries = 1000)
  void anyTextIsUnderstoodOrRefusedInOneLine(@ForAll String any) {
    try {
      assertEquals(any.strip(), parse(any).toString());
    } catch (UserError e) {
      assertTrue(e.getMessage().startsWith("brokers: "), e.getMessage());
    }
  }

  @Property(tries = 500)
  void aLayoutIsEvenAndUsesAllRacksThatItCan(
      @ForAll("brokers") SortedMap<Integer, Map<String, String>> brokers,
      @ForAll @IntRange(min = 1, max = 40) int partitions,
      @ForAll @IntRange(min = 1, max = 5) int wanted,
      @ForAll int start) {
    int factor = Math.min(wanted, brokers.size());
    Map<Integer, String> racks = new TreeMap<>();
    brokers.forEach((id, held) -> racks.put(id, held.get("rack")));
    List<Integer> ring = parse("*[rack]").ring(brokers);
    List<List<Integer>> layout = TopicLayout.of(ring, racks, partitions, factor, start);
    assertEquals(partitions, layout.size());
    Map<Integer, Integer> leaders = new TreeMap<>();
    for (List<Integer> replicas : layout) {
      assertEquals(factor, new HashSet<>(replicas).size(), replicas::toString);
      assertTrue(brokers.keySet().containsAll(replicas));
      assertEquals(
          Math.min(factor, new HashSet<>(racks.values()).size()),
          replicas.stream().map(racks::get).distinct().count(),
          () -> replicas + " of " + racks);
      leaders.merge(replicas.get(0), 1, Integer::sum);
    }
    List<Integer> counts = new ArrayList<>(leaders.values());
    counts.sort(null);
    int least = leaders.size() < brokers.size() ? 0 : counts.get(0);
    assertTrue(counts.get(counts.size() - 1) - least <= 1, leaders::toString);
  }

  @Test
  void aLayoutNeedsAsManyBrokersAsReplicas() {
    assertEquals(
        "brokers: 3 replicas of each partition need as many brokers, and these are 2: [4, 2]",
        assertThrows(UserError.class, () -> TopicLayout.of(List.of(4, 2), Map.of(), 1, 3, 0))
            .getMessage());
    assertEquals(
        List.of(List.of(2, 4), List.of(4, 2), List.of(2, 4)),
        TopicLayout.of(List.of(4, 2), Map.of(), 3, 2, 1));
  }
}
