package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

class DiskWatchTest {
  @TempDir Path dir;

  private static List<Disk> look(Path path, boolean expected) {
    return DiskWatch.look(new DiskWatch.Watched(List.of(path), Map.of(), expected));
  }

  @Test
  void aDirectoryHasTheFiguresOfItsFileSystem() throws IOException {
    Disk disk = look(dir, true).get(0);
    assertEquals(Condition.ONLINE, disk.condition());
    assertEquals(Files.getFileStore(dir).getTotalSpace(), disk.totalBytes());
    assertTrue(disk.freeBytes() > 0);
  }

  @Test
  void aDirectoryThatIsNotThereYetHasThoseOfThePlaceWhereItWillBe() {
    Disk disk = look(dir.resolve("a/b"), false).get(0);
    assertEquals(Condition.ONLINE, disk.condition());
    assertTrue(disk.totalBytes() > 0);
  }

  @Test
  void oneThatVanishesIsMissing() {
    assertEquals(Condition.MISSING, look(dir.resolve("gone"), true).get(0).condition());
  }

  @Test
  void aDiskThatIsBackIsSaidToBe() throws IOException {
    Path path = dir.resolve("d");
    DiskWatch.Watched watched =
        new DiskWatch.Watched(
            List.of(path),
            Map.of(path, new DataDirectories.Offline(path, Condition.MISSING, "it is away")),
            true);
    assertEquals(
        new Disk(path.toString(), Condition.MISSING, 0, 0, "it is away"),
        DiskWatch.look(watched).get(0));
    Files.createDirectories(path);
    assertEquals("it is away", DiskWatch.look(watched).get(0).reason());
    Files.createFile(path.resolve("meta.properties"));
    Disk back = DiskWatch.look(watched).get(0);
    assertEquals(Condition.MISSING, back.condition());
    assertTrue(back.reason().contains("Kafka's next start uses it"), back.reason());
  }

  @Test
  void onlyWhatMovesByMoreThanAHundredthIsNews() {
    Disk told = new Disk("/d", Condition.ONLINE, 1000, 500, "");
    assertFalse(DiskWatch.isNews(List.of(told), List.of(free(490))));
    assertTrue(DiskWatch.isNews(List.of(told), List.of(free(489))));
    assertTrue(DiskWatch.isNews(List.of(told), List.of(free(511))));
    assertTrue(DiskWatch.isNews(List.of(), List.of(told)));
    assertTrue(
        DiskWatch.isNews(
            List.of(told), List.of(new Disk("/d", Condition.UNWRITABLE, 1000, 500, ""))));
  }

  private static Disk free(long bytes) {
    return new Disk("/d", Condition.ONLINE, 1000, bytes, "");
  }
}
