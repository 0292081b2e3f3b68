package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;

/** Looks at the disks of the data directories. May block for as long as a dying disk does. */
final class DiskWatch {
  /** A figure that moved by less than this part of its disk is no news. */
  private static final double NEWS = 0.01;

  /**
   * What to look at.
   *
   * @param offline those that the running Kafka was started without
   * @param expected they hold data already
   */
  record Watched(List<Path> paths, Map<Path, DataDirectories.Offline> offline, boolean expected) {}

  private DiskWatch() {}

  static List<Disk> look(Watched watched) {
    List<Disk> disks = new ArrayList<>();
    for (Path path : watched.paths()) {
      DataDirectories.Offline away = watched.offline().get(path);
      disks.add(away == null ? look(path, watched.expected()) : lookAgain(away));
    }
    return disks;
  }

  private static Disk look(Path path, boolean expected) {
    if (Files.isDirectory(path)) {
      return Files.isWritable(path)
          ? measured(path, path, Condition.ONLINE, "")
          : measured(path, path, Condition.UNWRITABLE, path + " cannot be written");
    }
    if (expected) {
      return new Disk(path.toString(), Condition.MISSING, 0, 0, path + " is not there");
    }
    return measured(path, existing(path), Condition.ONLINE, "");
  }

  private static Path existing(Path path) {
    Path place = path;
    while (!Files.exists(place) && place.getParent() != null) {
      place = place.getParent();
    }
    return place;
  }

  private static Disk lookAgain(DataDirectories.Offline away) {
    Path path = away.path();
    boolean back = Files.exists(path.resolve(MetaProperties.FILE)) && Files.isWritable(path);
    String reason = back ? path + " is there again: Kafka's next start uses it" : away.reason();
    return away.condition() == Condition.MISSING && !back
        ? new Disk(path.toString(), away.condition(), 0, 0, reason)
        : measured(path, path, away.condition(), reason);
  }

  private static Disk measured(Path path, Path place, Condition condition, String reason) {
    try {
      FileStore store = Files.getFileStore(place);
      return new Disk(
          path.toString(), condition, store.getTotalSpace(), store.getUsableSpace(), reason);
    } catch (IOException e) {
      return new Disk(
          path.toString(), Condition.UNWRITABLE, 0, 0, "the disk of " + path + " fails: " + e);
    }
  }

  /** Whether somebody who knows the first should be told the second. */
  static boolean isNews(List<Disk> told, List<Disk> now) {
    if (told.size() != now.size()) {
      return true;
    }
    for (int i = 0; i < now.size(); i++) {
      Disk before = told.get(i);
      Disk after = now.get(i);
      double step = NEWS * after.totalBytes();
      if (!before.path().equals(after.path())
          || before.condition() != after.condition()
          || !before.reason().equals(after.reason())
          || before.totalBytes() != after.totalBytes()
          || Math.abs(before.freeBytes() - after.freeBytes()) > step) {
        return true;
      }
    }
    return false;
  }
}
