package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;

class DataDirectoriesTest {
  @TempDir Path disk;

  private List<DataDirectory> open(LaunchSpec spec) throws LaunchFailure {
    List<DataDirectory> directories = new DataDirectories(List.of(disk)).open(spec);
    for (DataDirectory directory : directories) {
      directory.check(spec);
    }
    return directories;
  }

  private LaunchSpec spec(boolean expected, String... dirs) {
    return Specs.of("c1", List.of(dirs), expected);
  }

  private FailureClass failure(LaunchSpec spec, String... words) {
    LaunchFailure e = assertThrows(LaunchFailure.class, () -> open(spec));
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e.getMessage());
    }
    return e.failure();
  }

  private Path formatted(String name, String clusterId, int nodeId) throws IOException {
    Path dir = Files.createDirectories(disk.resolve(name));
    Files.writeString(
        dir.resolve("meta.properties"),
        "version=1\ncluster.id=%s\nnode.id=%d\ndirectory.id=abc\n".formatted(clusterId, nodeId));
    return dir;
  }

  @Test
  void theDefaultIsOneOnEachLocalDiskAndPrivate() throws Exception {
    List<DataDirectory> directories = open(spec(false));
    Path expected = disk.toRealPath().resolve("kafka-yarn/alice/kafka/1");
    assertEquals(expected, directories.get(0).path());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(expected)));
  }

  @Test
  void ownDataIsAdopted() throws Exception {
    Path dir = formatted("d", "c1", 1);
    List<DataDirectory> directories = open(spec(true, dir.toString()));
    assertEquals("abc", DataDirectories.ids(directories).get(dir.toRealPath().toString()));
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
