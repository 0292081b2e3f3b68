package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState.Condition;

class DirectorySearchTest {
  private static final Duration NO_WAIT = Duration.ofMillis(200);

  private final DirectorySearch search = new DirectorySearch(new Orphans(NO_WAIT));

  @TempDir Path root;
  private Path disk;

  @BeforeEach
  void name() throws IOException {
    disk = root.toRealPath();
  }

  private DataDirectories open(LaunchSpec spec) throws LaunchFailure {
    return search.open(spec, DirectoryPaths.of(spec, List.of(disk)));
  }

  private LaunchSpec spec(boolean expected, String... dirs) {
    return Specs.of("c1", List.of(dirs), expected);
  }

  private LaunchSpec expecting(Map<String, String> ids, Path... dirs) {
    List<String> names = Stream.of(dirs).map(Path::toString).toList();
    return Specs.of("c1", names, true).onData(names, ids, Optional.empty());
  }

  private LaunchSpec afterLeaving(String id, Path dir) {
    return Specs.leaving(spec(false, dir.toString()), Set.of(id));
  }

  private FailureClass failure(LaunchSpec spec, String... words) {
    LaunchFailure e = assertThrows(LaunchFailure.class, () -> open(spec));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
    return e.failure();
  }

  private Path formatted(String name, String clusterId, int nodeId) throws IOException {
    return formatted(name, clusterId, nodeId, "abc");
  }

  private Path formatted(String name, String clusterId, int nodeId, String id) throws IOException {
    Path dir = Files.createDirectories(disk.resolve(name));
    Files.writeString(
        dir.resolve("meta.properties"),
        "version=1\ncluster.id=%s\nnode.id=%d\ndirectory.id=%s\n".formatted(clusterId, nodeId, id));
    return dir;
  }

  private Path withMetadataLog(String name, String id) throws IOException {
    Path dir = formatted(name, "c1", 1, id);
    Files.createDirectories(dir.resolve("__cluster_metadata-0"));
    return dir;
  }

  @Test
  void theDefaultIsOneOnEachLocalDiskAndPrivate() throws Exception {
    DataDirectories directories = open(spec(false));
    Path expected = disk.resolve("kafka-yarn/alice/kafka/1");
    assertEquals(List.of(expected.toString()), directories.names());
    assertTrue(directories.toFormat());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(expected)));
  }

  @Test
  void ownDataIsAdopted() throws Exception {
    Path dir = formatted("d", "c1", 1);
    DataDirectories unknown = open(spec(true, dir.toString()));
    assertEquals("abc", unknown.ids().get(dir.toString()));
    assertFalse(unknown.toFormat());
  }

  @Test
  void dataWithTheIdThatTheLedgerKnowsIsAdopted() throws Exception {
    Path dir = formatted("d", "c1", 1);
    DataDirectories known = open(expecting(Map.of(dir.toString(), "abc"), dir));
    assertEquals(Map.of(dir.toString(), "abc"), known.ids());
    assertEquals(Optional.of("abc"), known.metadataDirectoryId());
    assertEquals(Optional.empty(), known.metadataLogDir());
  }

  @Test
  void anotherDiskOfTheSameNodeIsForeignWithBothIds() throws Exception {
    Path dir = formatted("d", "c1", 1, "old");
    LaunchSpec spec = expecting(Map.of(dir.toString(), "new"), dir);
    assertEquals(FailureClass.FOREIGN_DATA, failure(spec, "\"old\"", "\"new\"", "mount the disk"));
    assertTrue(Files.exists(dir.resolve("meta.properties")));
  }

  @Test
  void disksThatHaveChangedPlacesAreAdopted() throws Exception {
    Path a = formatted("a", "c1", 1, "id-b");
    Path b = formatted("b", "c1", 1, "id-a");
    Map<String, String> known = Map.of(a.toString(), "id-a", b.toString(), "id-b");
    assertEquals("id-b", open(expecting(known, a, b)).ids().get(a.toString()));
    Files.delete(a.resolve("meta.properties"));
    assertEquals(FailureClass.FOREIGN_DATA, failure(expecting(known, a, b), "\"id-a\""));
  }

  @Test
  void dataThatTheNodeHasLeftIsSetAsideAndANewDirectoryMade() throws Exception {
    Path dir = formatted("d", "c1", 1, "left");
    Files.createFile(dir.resolve("a-segment"));
    DataDirectories directories = open(afterLeaving("left", dir));
    Path aside = disk.resolve("d.left-behind-left");
    assertEquals(List.of(aside.toString()), directories.setAside());
    assertTrue(Files.exists(aside.resolve("a-segment")));
    assertTrue(directories.toFormat());
    assertEquals(Map.of(), directories.ids());
    assertEquals(List.of(".kafka-yarn.lock"), names(dir));
    assertTrue(
        directories.warnings().get(0).contains("set aside"), directories.warnings()::toString);
  }

  @Test
  void leftBehindDataIsNotSetAsideOverEarlierOne() throws Exception {
    Path dir = formatted("d", "c1", 1, "left");
    Files.createDirectories(disk.resolve("d.left-behind-left"));
    assertEquals(
        FailureClass.DATA_UNWRITABLE, failure(afterLeaving("left", dir), "d.left-behind-left"));
    assertTrue(Files.exists(dir.resolve("meta.properties")));
  }

  @Test
  void aProcessThatStillUsesLeftBehindDataEndsBeforeItIsSetAside() throws Exception {
    Path dir = formatted("d", "c1", 1, "left");
    Process orphan = new ProcessBuilder("sleep", "600").start();
    ChildRecord.write(dir, ProcessIdentity.of(orphan.pid()).orElseThrow());
    open(afterLeaving("left", dir));
    assertEquals(143, orphan.waitFor());
  }

  @Test
  void dataThatIsNotLeftBehindIsAdoptedByANodeThatReturns() throws Exception {
    Path dir = formatted("d", "c1", 1, "other");
    DataDirectories directories = open(afterLeaving("left", dir));
    assertEquals("other", directories.ids().get(dir.toString()));
    assertEquals(List.of(), directories.setAside());
  }

  @Test
  void aNodeStartsOnTheDisksThatAreThere() throws Exception {
    Path away = disk.resolve("away");
    Path there = withMetadataLog("there", "id-b");
    DataDirectories directories =
        open(expecting(Map.of(away.toString(), "id-a", there.toString(), "id-b"), away, there));
    assertEquals(List.of(away.toString(), there.toString()), directories.names());
    assertEquals(Map.of(there.toString(), "id-b"), directories.ids());
    assertFalse(directories.toFormat());
    assertFalse(Files.exists(away));
    assertEquals(Condition.MISSING, directories.offline().get(away).condition());
    assertEquals(Optional.of(there), directories.metadataLogDir());
    assertEquals(Optional.of("id-b"), directories.metadataDirectoryId());
    Path work = Files.createDirectories(disk.resolve("work"));
    Files.createFile(work.resolve(DataDirectories.OFFLINE));
    List<Path> logDirs = directories.logDirs(work);
    assertEquals(there, logDirs.get(1));
    assertFalse(logDirs.get(0).toFile().mkdirs(), "Kafka cannot create it");
    assertTrue(logDirs.get(0).toString().endsWith(away.toString()));
  }

  @Test
  void theBareMountPointOfADiskThatIsAwayStaysEmpty() throws Exception {
    Path away = Files.createDirectories(disk.resolve("away"));
    Path there = formatted("there", "c1", 1, "id-b");
    DataDirectories directories = open(expecting(Map.of(away.toString(), "id-a"), away, there));
    assertEquals(Condition.MISSING, directories.offline().get(away).condition());
    assertEquals(List.of(), names(away));
  }

  @Test
  void theMetadataLogStaysWhereTheLedgerWantsIt() throws Exception {
    Path a = withMetadataLog("a", "id-a");
    Path b = withMetadataLog("b", "id-b");
    LaunchSpec spec =
        Specs.of("c1", List.of(a.toString(), b.toString()), true)
            .onData(
                List.of(a.toString(), b.toString()),
                Map.of(a.toString(), "id-a", b.toString(), "id-b"),
                Optional.of("id-b"));
    DataDirectories directories = open(spec);
    assertEquals(Optional.of(b), directories.metadataLogDir());
    assertFalse(Files.exists(a.resolve("__cluster_metadata-0")), "Kafka refuses a second one");
    assertTrue(Files.exists(b.resolve("__cluster_metadata-0")));
    assertTrue(
        names(disk).stream().anyMatch(name -> name.startsWith("a.old-metadata-")),
        "nothing is deleted");
  }

  @Test
  void aMetadataLogThatNobodyRemembersIsFound() throws Exception {
    Path a = formatted("a", "c1", 1, "id-a");
    Path b = withMetadataLog("b", "id-b");
    assertEquals(Optional.of(b), open(spec(true, a.toString(), b.toString())).metadataLogDir());
  }

  @Test
  void nothingIsWrittenWhereOneDirectoryIsForeign() throws Exception {
    Path left = formatted("left", "c1", 1, "left");
    Path foreign = formatted("foreign", "other", 1);
    LaunchSpec spec =
        Specs.leaving(spec(false, left.toString(), foreign.toString()), Set.of("left"));
    assertEquals(FailureClass.FOREIGN_DATA, failure(spec, "other"));
    assertTrue(Files.exists(left.resolve("meta.properties")));
    assertFalse(Files.exists(disk.resolve("left.left-behind-left")));
  }

  private static List<String> names(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anothersDataIsForeignWithBothNames() throws Exception {
    Path cluster = formatted("a", "other", 1);
    Path node = formatted("b", "c1", 7);
    assertEquals(
        FailureClass.FOREIGN_DATA, failure(spec(false, cluster.toString()), "other", "c1"));
    assertEquals(FailureClass.FOREIGN_DATA, failure(spec(true, node.toString()), "\"7\"", "\"1\""));
  }

  @Test
  void segmentsWithoutANameAreForeign() throws Exception {
    Path partition = Files.createDirectories(disk.resolve("d/topic-0"));
    Files.createFile(partition.resolve("00000000000000000000.log"));
    assertEquals(
        FailureClass.FOREIGN_DATA, failure(spec(false, disk.resolve("d").toString()), "topic-0"));
  }

  @Test
  void expectedDataThatIsAbsentIsMissingAndNothingIsCreated() throws Exception {
    Path absent = disk.resolve("absent");
    assertEquals(FailureClass.DATA_MISSING, failure(spec(true, absent.toString()), "absent"));
    assertFalse(Files.exists(absent));
    Path empty = Files.createDirectories(disk.resolve("empty"));
    assertEquals(
        FailureClass.DATA_MISSING, failure(spec(true, empty.toString()), "meta.properties"));
  }

  @Test
  void aPlaceThatCannotBeADirectoryIsUnwritable() throws Exception {
    Path file = Files.createFile(disk.resolve("file"));
    assertEquals(FailureClass.DATA_UNWRITABLE, failure(spec(false, file.toString())));
    assertEquals(
        FailureClass.DATA_UNWRITABLE, failure(spec(false, file.resolve("below").toString())));
  }

  @Test
  void oneDirectoryNamedTwiceIsRefused() throws Exception {
    Path link =
        Files.createSymbolicLink(disk.resolve("link"), Files.createDirectory(disk.resolve("d")));
    assertEquals(
        FailureClass.BAD_CONFIG,
        failure(spec(false, disk.resolve("d").toString(), link.toString()), "twice"));
  }
}
