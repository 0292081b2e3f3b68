package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecRulesTest {
  private static final String KAFKA = "hdfs:///kafka.tar";

  private static ClusterSpec complete(String yaml) {
    return SpecRules.complete(SpecFile.read(yaml, "f"), 1, KAFKA);
  }

  private static String error(String yaml) {
    return assertThrows(UserError.class, () -> complete(yaml)).getMessage();
  }

  @Test
  void withoutAWordThereAreThreeBrokers() {
    ClusterSpec spec = complete("");
    assertEquals("kafka", spec.name());
    assertEquals(3, spec.brokers());
    assertEquals(1024, spec.heapMb());
    assertEquals(MemorySizing.memoryFor(1024), spec.memoryMb());
    assertEquals(KAFKA, spec.kafka());
    assertEquals(new PortRange(29_092, 29_999), spec.ports());
    assertEquals(Optional.empty(), spec.queue());
    assertEquals(List.of(), spec.dataDirs());
  }

  @Test
  void laterWordsWinOverEarlierOnes() {
    SpecChanges stored = SpecFile.read("brokers: 3\nqueue: a\nconfig: {x: 1, y: 2}", "s");
    SpecChanges now =
        SpecChanges.none()
            .with(SpecKey.BROKERS, 5)
            .without(SpecKey.QUEUE)
            .withSetting("y", Optional.of("3"))
            .withSetting("x", Optional.empty());
    SpecChanges both = stored.overlaid(now).settled();
    assertEquals(Optional.of(5), both.get(SpecKey.BROKERS));
    assertEquals(SpecFile.read("brokers: 5\nconfig: {y: 3}", "s"), both);
    assertEquals(Map.of("y", "3"), SpecRules.complete(both, 2, KAFKA).config());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "kafka", "Orders.v2_x-1", "0"})
  void aNameIsAPlainWord(String name) {
    assertEquals(name, complete("name: '" + name + "'").name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", ".hidden", "-x", "a b", "ü", "..", "a:b"})
  void aNameThatCannotBeADirectoryIsRefused(String name) {
    assertTrue(error("name: '" + name + "'").startsWith("Not a cluster name: \"" + name + "\""));
  }

  @Test
  void aNameOfManyCharactersIsRefused() {
    assertTrue(error("name: " + "a".repeat(64)).startsWith("Not a cluster name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data-dirs: data          | data-dirs: not an absolute directory on the hosts: data",
        "data-dirs: '/a,/a'       | data-dirs: the same directory twice: [/a, /a]",
        "java-home: jdk           | java-home: not an absolute path on the hosts: jdk",
        "{java-home: /j, jdk: j}  | java-home and jdk are both given: one is enough",
        "jvm-opts: -Xmx4g         | jvm-opts: -Xmx4g: use -heap for the heap's size",
        "jvm-opts: verbose        | jvm-opts: not an option of the JVM: verbose",
        "jvm-opts: -cp            | jvm-opts: -cp would not start Kafka",
        "ports: 29092             | ports: 29092-29092 is too narrow: a node needs 3",
        "am-memory: 100m          | am-memory: 100m is too small: at least 384m",
        "failover-delay: 15m      | failover-max-delay: 10m is less than failover-delay 15m",
        "gang-timeout: 5m         | gang-timeout: there is no gang to wait for: give -gang all too",
        "{gang: all, gang-timeout: 0} | gang-timeout: 0 leaves no time: give 10m, or leave it away for no end",
        "gang: 4                  | gang: 4 is more than the cluster has: 3 nodes. Use -gang all",
        "ports: 9-1               | f: ports: Not a port range: 9-1. Give FIRST-LAST within 1-65535",
      })
  void anImpossibleValueIsToldByItsField(String yaml, String line) {
    assertEquals(line, error(yaml.startsWith("{") ? jsonish(yaml) : yaml));
  }

  @Test
  void conditionsAndWaitsAreAsGivenOrByDefault() {
    ClusterSpec plain = complete("");
    assertEquals(Failover.DEFAULT, plain.failover());
    assertEquals(StartConditions.NONE, plain.start());
    assertEquals(LocalityWaits.HOST_WITH_DATA, plain.locality().host(true));
    ClusterSpec spec =
        complete(
            """
            host-wait: forever
            rack-wait: 0
            failover-delay: 1s
            failover-max-delay: 2h
            failover-max-tries: 5
            failover-good-after: 500ms
            fast-failover: true
            gang: all
            gang-timeout: 10m
            min-free: {memory: 1.5t, vcores: 16}
            reservation: reservation_1700000000000_0001
            """);
    assertEquals(LocalityWaits.FOR_EVER, spec.locality().host(true));
    assertEquals(Duration.ofSeconds(5), spec.locality().host(false));
    assertEquals(Duration.ZERO, spec.locality().rack(true));
    assertEquals(
        new Failover(
            Duration.ofSeconds(1),
            Duration.ofHours(2),
            Optional.of(5),
            Duration.ofMillis(500),
            true),
        spec.failover());
    assertEquals(
        new StartConditions.Gang(OptionalInt.empty(), Optional.of(Duration.ofMinutes(10))),
        spec.start().gang().orElseThrow());
    assertEquals(new StartConditions.Amount(1536 * 1024, 16), spec.start().minFree().orElseThrow());
    assertEquals(Optional.of("reservation_1700000000000_0001"), spec.reservation());
  }

  /** The flow form in the table above, as lines. */
  private static String jsonish(String flow) {
    return flow.substring(1, flow.length() - 1).replace(", ", "\n");
  }
}
