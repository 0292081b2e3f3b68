package org.kafkayarn.am.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.DynamicKeys;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehinds;

class ClusterHomeTest {
  @TempDir Path root;
  private ClusterHome home;
  private Path directory;

  static Configuration configuration(Path root) {
    Configuration conf = new Configuration(false);
    conf.set("fs.defaultFS", "file:///");
    conf.set(ClusterHome.ROOT_KEY, root.resolve("homes").toUri().toString());
    return conf;
  }

  @BeforeEach
  void prepare() throws IOException {
    home = ClusterHome.of(configuration(root), "orders");
    home.prepare();
    directory = root.resolve("homes").resolve("orders");
  }

  private static StoredSpec spec(String yaml, long generation) {
    var given = SpecFile.read(yaml, "f");
    return new StoredSpec(
        given, SpecRules.complete(given, generation, "hdfs:///k.tar"), Optional.empty());
  }

  @Test
  void theHomeIsForItsOwnerAlone() throws IOException {
    home.writeSpec(spec("", 1));
    home.secrets().apiToken();
    home.epochs().claim("application_1_1", 1);
    try (var paths = Files.walk(root.resolve("homes"))) {
      for (Path path : paths.toList()) {
        assertEquals(
            Files.isDirectory(path) ? "rwx------" : "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
            path.toString());
      }
    }
  }

  @Test
  void lookingAtAHomeThatIsNotThereCreatesNothing() throws IOException {
    ClusterHome other = ClusterHome.of(configuration(root), "other");
    assertEquals(Optional.empty(), other.readSpec());
    assertEquals(Optional.empty(), other.readLedger());
    assertEquals(Optional.empty(), other.epochs().owner());
    assertFalse(other.epochs().isCurrent(1));
    assertFalse(other.exists());
  }

  @Test
  void theApplicationMasterFindsItByItsUri() throws IOException {
    home.writeLedger(Ledger.empty("abc"));
    ClusterHome same = ClusterHome.at(home.uri(), new Configuration(false));
    assertEquals("orders", same.name());
    assertEquals("abc", same.readLedger().orElseThrow().kafkaClusterId());
    assertEquals(home.secrets().apiToken(), same.secrets().apiToken());
  }

  @Test
  void aCrashBetweenWritingAndRenamingLosesNothing() throws IOException {
    StoredSpec first = spec("brokers: 3", 1);
    home.writeSpec(first);
    Path left = directory.resolve(".tmp-spec.json-0b7f");
    Files.writeString(left, "{\"version\":1,\"gener");

    assertEquals(Optional.of(first), home.readSpec());
    StoredSpec second = spec("brokers: 5", 2);
    home.writeSpec(second);
    assertEquals(Optional.of(second), home.readSpec());

    home.prepare();
    assertTrue(Files.exists(left), "it may still be written");
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minusSeconds(7200)));
    home.prepare();
    assertFalse(Files.exists(left));
  }

  @Test
  void anUnknownVersionIsRefused() throws IOException {
    home.writeLedger(Ledger.empty("abc"));
    Path file = directory.resolve("ledger.json");
    Files.writeString(file, Files.readString(file).replace("\"version\" : 1", "\"version\" : 2"));
    assertTrue(
        assertThrows(UserError.class, home::readLedger)
            .getMessage()
            .contains("ledger.json is of version 2, and this kafka-yarn knows version 1"));
  }

  @Test
  void aLedgerOfAnEarlierVersionKnowsNoDirectoryIds() throws IOException {
    Files.writeString(
        directory.resolve("ledger.json"),
        """
        {"version": 1, "kafkaClusterId": "abc", "initialVoters": "",
         "nodes": {"0": {"id": 0, "controller": false, "host": "a", "rack": "/r", "brokerPort": 1,
           "controllerPort": 0, "controlPort": 2, "directoryId": "x", "joins": false,
           "dataDirs": ["/d"], "holdsData": true, "containerId": null, "firstStart": null,
           "lastStart": null, "lastStop": null, "lastStopClean": true, "endConfirmed": true,
           "awaySince": null, "failures": 0}},
         "stoppedApplication": null, "quorumEndpoints": {}, "application": null,
         "leftBehind": [{"nodeId": 0, "host": "b", "dataDirs": ["/d"],
           "since": "2026-01-01T00:00:00Z"}]}
        """);
    Ledger ledger = home.readLedger().orElseThrow();
    assertEquals(Map.of(), ledger.node(0).orElseThrow().directoryIds());
    assertEquals(List.of(), ledger.leftBehind().all().get(0).directoryIds());
    home.writeLedger(ledger);
    assertEquals(Optional.of(ledger), home.readLedger());
  }

  @Test
  void whatIsLeftBehindIsWrittenAsAListAndTheDynamicKeysAsAMap() throws IOException {
    LeftBehind left =
        new LeftBehind(0, "b", List.of("/d"), Instant.parse("2026-01-01T00:00:00Z"), List.of("x"));
    home.writeLedger(
        Ledger.empty("abc")
            .with(new LeftBehinds(List.of(left)))
            .with(DynamicKeys.NONE.with("", Set.of("log.a")).with("1", Set.of("log.b"))));
    JsonNode written = new ObjectMapper().readTree(directory.resolve("ledger.json").toFile());
    assertEquals(
        "[{'nodeId':0,'host':'b','dataDirs':['/d'],'since':'2026-01-01T00:00:00Z','directoryIds':['x']}]",
        written.path("leftBehind").toString().replace('"', '\''));
    assertEquals(
        "{'':['log.a'],'1':['log.b']}",
        written.path("dynamicSettings").toString().replace('"', '\''));
  }

  @Test
  void aDamagedFileIsNotTakenForAnEmptyOne() throws IOException {
    for (String damaged : List.of("", "{", "[]", "{\"version\":1}", "{\"version\":1,\"x\":2}")) {
      Files.writeString(directory.resolve("ledger.json"), damaged);
      Files.writeString(directory.resolve("spec.json"), damaged);
      assertThrows(UserError.class, home::readLedger, damaged);
      assertThrows(UserError.class, home::readSpec, damaged);
    }
  }

  @Test
  void aSpecOfASubmissionThatCameToNothingIsNotInTheHistory() throws IOException {
    StoredSpec first = spec("brokers: 3", 1);
    home.writeSpec(first);
    home.writeSpec(spec("brokers: 5", 2));
    home.restoreSpec(Optional.of(first));
    assertEquals(
        List.of(1L), home.history().upTo(1).stream().map(SpecHistory.Entry::number).toList());
    home.writeSpec(spec("brokers: 4", 2));
    List<SpecHistory.Entry> kept = home.history().upTo(2);
    assertEquals(List.of("brokers: 3 -> 4"), kept.get(0).changes());
    assertEquals(first, kept.get(1).stored());
  }
}
