package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecFileTest {
  private static SpecChanges read(String text) {
    return SpecFile.read(text, "k.yaml");
  }

  private static String error(String text) {
    return assertThrows(UserError.class, () -> read(text)).getMessage();
  }

  @Test
  void yamlAndJsonSayTheSame() {
    String yaml =
        """
        name: orders
        brokers: 5
        memory: 4g
        data-dirs: [/data1, /data2]
        jvm-opts: -XX:+UseZGC -Xlog:gc
        ports: 20000-20100
        config:
          log.retention.hours: 24
          auto.create.topics.enable: false
          ssl.enabled.protocols: [TLSv1.3, TLSv1.2]
        """;
    String json =
        """
        {"name": "orders", "brokers": 5, "memory": "4096m", "data-dirs": "/data1,/data2",
         "jvm-opts": ["-XX:+UseZGC", "-Xlog:gc"], "ports": "20000-20100",
         "config": {"log.retention.hours": "24", "auto.create.topics.enable": false,
                    "ssl.enabled.protocols": "TLSv1.3,TLSv1.2"}}
        """;
    assertEquals(read(yaml), read(json));
    assertEquals(Optional.of(4096), read(yaml).get(SpecKey.MEMORY));
    assertEquals(Optional.of(List.of("/data1", "/data2")), read(yaml).get(SpecKey.DATA_DIRS));
    assertEquals(Optional.of("false"), read(yaml).settings().get("auto.create.topics.enable"));
  }

  @Test
  void constraintsAreWrittenInOneLineAsAListOrAsAMap() {
    SpecChanges line = read("constraints: 'hostname=unique, disk=like:a{1\\,2}'");
    assertEquals(line, read("constraints: [hostname=unique, 'disk=like:a{1,2}']"));
    assertEquals(line, read("constraints: {hostname: unique, disk: 'like:a{1,2}'}"));
    assertEquals(2, line.get(SpecKey.CONSTRAINTS).orElseThrow().size());
  }

  @Test
  void anEmptyFileSaysNothing() {
    assertEquals(SpecChanges.none(), read(""));
    assertEquals(SpecChanges.none(), read("# only a comment\n"));
    assertFalse(read("config:\n  # none\n").mentions(SpecKey.CONFIG));
  }

  @Test
  void aKeyWithoutAValueGoesBackToItsDefault() {
    SpecChanges changes = read("queue:\nheap: ''\n");
    assertTrue(changes.mentions(SpecKey.QUEUE));
    assertEquals(Optional.empty(), changes.get(SpecKey.QUEUE));
    assertTrue(changes.mentions(SpecKey.HEAP));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "borkers: 3        | k.yaml: unknown key: borkers. Did you mean brokers?",
        "data_dirs: /d     | k.yaml: unknown key: data_dirs. Did you mean data-dirs?",
        "brokers: three    | k.yaml: brokers: not a whole number: three",
        "brokers: 2.5      | k.yaml: brokers: not a whole number: 2.5",
        "brokers: [1]      | k.yaml: brokers: a list where one value is expected",
        "brokers: 0        | k.yaml: brokers: 0 is too few: at least 1",
        "brokers: -1       | k.yaml: brokers: -1 is too few: at least 1",
        "brokers: 99999    | k.yaml: brokers: 99999 is too many: at most 10000",
        "memory: lots      | k.yaml: memory: not a size of memory: lots. Write 2g or 2048m",
        "queue: {a: b}     | k.yaml: queue: a map where one value is expected",
        "config: none      | k.yaml: config: not a map of Kafka settings: \"none\"",
        "constraints: unique | k.yaml: constraints: not a constraint: unique. Write ATTRIBUTE=CONDITION, as in hostname=unique",
        "constraints: {a: b} | k.yaml: constraints: not a condition: b. Use like:REGEX, unlike:REGEX, unique, cluster, cluster:VALUE, groupBy or groupBy:NUMBER",
        "host-wait: 30     | k.yaml: host-wait: not a length of time: 30. Write it as 30s, 10m, 2h or 1d, or forever",
        "rack-wait: -1s    | k.yaml: rack-wait: not a length of time: -1s. Write it as 30s, 10m, 2h or 1d, or forever",
        "host-wait: 99999d | k.yaml: host-wait: 99999d is too long: at most 36500d",
        "failover-delay: forever | k.yaml: failover-delay: not a length of time: forever. Write it as 30s, 10m, 2h or 1d",
        "failover-max-tries: 0 | k.yaml: failover-max-tries: 0 is too few: at least 1",
        "gang: some        | k.yaml: gang: neither all nor a number of nodes: some",
        "gang: 0           | k.yaml: gang: 0 is too few: at least 1",
        "min-free: 64g     | k.yaml: min-free: not an amount: 64g. Write memory=64g,vcores=16, or one of the two",
        "min-free: memory=x | k.yaml: min-free: memory: not a size of memory: x. Write 2g or 2048m",
        "min-free: cpu=1   | k.yaml: min-free: not an amount: cpu=1. Write memory=64g,vcores=16, or one of the two",
        "min-free: 'vcores=1,vcores=2' | k.yaml: min-free: not an amount: vcores=1,vcores=2. Write memory=64g,vcores=16, or one of the two",
        "reservation: r1   | k.yaml: reservation: not a reservation's id: r1. YARN writes it as reservation_1700000000000_0001",
        "brokers           | k.yaml: not a spec: expected keys such as brokers: 3",
      })
  void aMistakeIsToldByItsField(String text, String line) {
    assertEquals(line, error(text));
  }

  @Test
  void aMistakeInTheFormIsToldByItsLine() {
    assertTrue(error("brokers: 3\nname: [a\n").startsWith("k.yaml, line "));
    assertTrue(error("{\"brokers\": 3,}").startsWith("k.yaml, line 1: neither YAML nor JSON: "));
    assertTrue(error("brokers: 3\nbrokers: 4\n").contains("Duplicate"));
  }

  @Test
  void nestedSettingsAreToldHowToBeWritten() {
    assertTrue(error("config:\n  log:\n    dirs: /x\n").contains("write each setting on one line"));
  }

  @Test
  void serverPropertiesAreReadAsKafkaReadsThem() {
    SpecChanges changes =
        SpecFile.readServerProperties(
            "# c\nlog.retention.hours = 24\nnum.io.threads:4\na.list=x,\\\n  y\ngone=\n", "s");
    assertEquals(
        Map.of(
            "log.retention.hours", Optional.of("24"),
            "num.io.threads", Optional.of("4"),
            "a.list", Optional.of("x,y"),
            "gone", Optional.empty()),
        changes.settings());
  }

  @Test
  void aCompleteSpecIsWrittenAsAFileThatGivesItBack() {
    SpecChanges given =
        read("name: a\nqueue: '007'\nconfig:\n  x: 'yes'\n  y: '1.0'\n  z: 'a: #b \"c\"'\n");
    ClusterSpec spec = SpecRules.complete(given, 1, "hdfs:///k.tar");
    assertEquals(SpecChanges.of(spec), read(SpecFile.yaml(spec)));
    assertEquals(SpecChanges.of(spec), read(SpecFile.json(spec)));
  }
}
