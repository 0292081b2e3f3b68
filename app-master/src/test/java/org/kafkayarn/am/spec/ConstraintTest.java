package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintTest {
  private static Constraint parse(String text) {
    return Constraint.parse("constraints", text);
  }

  /** {@code a:2 b} is two nodes at a, then one at b. */
  private static Map<String, Integer> others(String text) {
    Map<String, Integer> others = new LinkedHashMap<>();
    Pattern.compile("(\\w+)(?::(\\d+))?")
        .matcher(text)
        .results()
        .forEach(
            held ->
                others.put(
                    held.group(1), held.group(2) == null ? 1 : Integer.parseInt(held.group(2))));
    return others;
  }

  @ParameterizedTest(name = "{0} at {1} with others at {2}: {3}")
  @CsvSource({
    "like:ssd.*,   ssd1, '',          true",
    "like:ssd.*,   anssd, '',         false",
    "like:ssd,     ssd1, '',          false",
    "like:a|ab,    ab,   '',          true",
    "unlike:ssd.*, ssd1, '',          false",
    "unlike:ssd,   ssd1, '',          true",
    "unique,       a,    '',          true",
    "unique,       a,    'b:3',       true",
    "unique,       a,    'b a',       false",
    "cluster,      a,    '',          true",
    "cluster,      a,    'a:2',       true",
    "cluster,      b,    'a b',       false",
    "cluster,      a,    'b a',       false",
    "cluster:a,    a,    'b:7',       true",
    "cluster:a,    b,    '',          false",
    "groupBy,      a,    '',          true",
    "groupBy,      a,    'a:4',       true",
    "groupBy,      b,    'a',         false",
    "groupBy:2,    a,    'a',         false",
    "groupBy:2,    b,    'a:5',       true",
    "groupBy:2,    a,    'a:2 b',     false",
    "groupBy:2,    b,    'a:2 b',     true",
    "groupBy:2,    a,    'a b',       true",
    "groupBy:2,    c,    'a b',       false",
    // More values than asked for, as after a change of the constraint.
    "groupBy:2,    c,    'a:2 b:2 c', true",
  })
  void aConditionAcceptsAsInKafkaOnMesos(
      String condition, String value, String others, boolean accepted) {
    assertEquals(accepted, parse("x=" + condition).accepts(Optional.of(value), others(others)));
  }

  @ParameterizedTest
  @CsvSource({
    "hostname=unique",
    "disk=like:ssd.*",
    "disk=unlike:a=b",
    "rack=cluster",
    "rack=cluster:/r1",
    "rack=groupBy:3"
  })
  void isWrittenAsItIsRead(String text) {
    assertEquals(text, parse(text).toString());
    assertTrue(!parse(text).accepts(Optional.empty(), Map.of()), "without the attribute");
  }

  @ParameterizedTest
  @CsvSource({
    "unique, not a constraint: unique. Write ATTRIBUTE=CONDITION",
    "=unique, not a constraint: =unique",
    "a=uniq, not a condition: uniq. Use like:REGEX",
    "a=unique:x, not a condition: unique:x",
    "a=like, not a condition: like.",
    "a=like:, not a condition: like:.",
    "a=like:[, not a regular expression: Unclosed character class",
    "a=cluster:, not a condition: cluster:.",
    "a=groupBy:0, not a condition: groupBy:0",
    "a=groupBy:two, not a condition: groupBy:two"
  })
  void aTextThatIsNotAConstraintIsRefusedWhereItIsRead(String text, String complaint) {
    String message = assertThrows(UserError.class, () -> parse(text)).getMessage();
    assertTrue(message.startsWith("constraints: ") && message.contains(complaint), () -> message);
  }

  @Test
  void theFirstFailureNamesTheHostsOwnValue() {
    Map<String, String> host = Map.of("hostname", "h1", "rack", "/default-rack");
    assertEquals(
        Optional.empty(),
        ConstraintCheck.firstFailure(List.of(parse("hostname=like:h.*")), read(host), Map.of()));
    assertEquals(
        Optional.of("rack=like:r9 (rack is /default-rack)"),
        ConstraintCheck.firstFailure(
            List.of(parse("hostname=unique"), parse("rack=like:r9"), parse("disk=like:ssd")),
            read(host),
            Map.of()));
    assertEquals(
        Optional.of("disk=like:ssd (no attribute disk)"),
        ConstraintCheck.firstFailure(List.of(parse("disk=like:ssd")), read(host), Map.of()));
    assertEquals(
        Optional.of("hostname=unique (hostname is h1, other nodes: 1 at h0, 2 at h1)"),
        ConstraintCheck.firstFailure(
            List.of(parse("hostname=unique")), read(host), Map.of("hostname", others("h0 h1:2"))));
    assertEquals(
        Optional.of(
            "rack=groupBy:6 (rack is /default-rack, other nodes: 1 at a, 1 at b, 1 at c, 1 at d,"
                + " 1 at e and at 1 more)"),
        ConstraintCheck.firstFailure(
            List.of(parse("rack=groupBy:6")), read(host), Map.of("rack", others("a b c d e f"))));
  }

  private static Function<String, Optional<String>> read(Map<String, String> host) {
    return attribute -> Optional.ofNullable(host.get(attribute));
  }

  @Property
  void groupByNeverUnbalancesByMoreThanOne(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 6) Integer> offers,
      @ForAll @IntRange(min = 1, max = 5) int values) {
    Constraint constraint = parse("rack=groupBy:" + values);
    Map<String, Integer> placed = new TreeMap<>();
    for (int offer : offers) {
      String rack = "r" + offer;
      if (constraint.accepts(Optional.of(rack), placed)) {
        placed.merge(rack, 1, Integer::sum);
      }
    }
    assertTrue(placed.size() <= values, () -> placed.toString());
    int most = placed.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
    int least = placed.values().stream().mapToInt(Integer::intValue).min().orElseThrow();
    assertTrue(most - least <= 1, () -> placed.toString());
  }

  @Property
  void aValueIsLikeExactlyWhenItIsNotUnlike(
      @ForAll @AlphaChars @StringLength(min = 1, max = 3) String regex,
      @ForAll @AlphaChars @StringLength(max = 3) String value) {
    Assume.that(!regex.isBlank());
    assertTrue(
        parse("a=like:" + regex).accepts(Optional.of(value), Map.of())
            != parse("a=unlike:" + regex).accepts(Optional.of(value), Map.of()));
  }
}
