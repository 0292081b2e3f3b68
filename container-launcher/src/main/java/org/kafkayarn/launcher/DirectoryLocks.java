package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.kafkayarn.launcher.contract.FailureClass;

/** The directories that this launcher has locked, until it ends. */
final class DirectoryLocks {
  private final Map<Object, DataDirectory> held = new HashMap<>();

  /** The directory at that path, locked; one that is locked already stays so. */
  DataDirectory lock(Path path, int controlPort, Deadline wait) throws LaunchFailure {
    // Keyed by the directory itself: a second channel to one lock file would drop the lock when
    // closed, and a path may lead to another directory once a disk was mounted or data set aside.
    Object key = key(path);
    DataDirectory known = held.get(key);
    // One that was set aside is locked no more, and when it was purged another may have its key.
    if (known == null || !known.isLocked()) {
      known = DataDirectory.lock(path, controlPort, wait);
      held.put(key, known);
    }
    return known.at(path);
  }

  private static Object key(Path path) throws LaunchFailure {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw DataDirectory.failure(e, "cannot enter the data directory " + path);
    }
  }

  /** Two names of one directory are one directory. */
  static LaunchFailure namedTwice(Path path) {
    return new LaunchFailure(
        FailureClass.BAD_CONFIG, "the data directory " + path + " is named twice");
  }
}
