package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The NodeManager's local directories, as it tells a container of them. */
public final class LocalDirs {
  /** Environment variable of every container. */
  public static final String VARIABLE = "LOCAL_DIRS";

  private LocalDirs() {}

  /**
   * LOCAL_DIRS holds {@code <local-dir>/usercache/<user>/appcache/<application>} of each disk.
   * Throws IllegalArgumentException, with one line, for anything else.
   */
  public static List<Path> of(String value) {
    List<Path> applicationDirs = Arrays.stream(value.split(",", -1)).map(Path::of).toList();
    for (Path dir : applicationDirs) {
      if (dir.getNameCount() < 5
          || !dir.getName(dir.getNameCount() - 2).toString().equals("appcache")
          || !dir.getName(dir.getNameCount() - 4).toString().equals("usercache")) {
        throw new IllegalArgumentException(
            "LOCAL_DIRS has " + dir + ": not <local-dir>/usercache/<user>/appcache/<application>");
      }
    }
    return applicationDirs.stream()
        .map(dir -> dir.getParent().getParent().getParent().getParent())
        .toList();
  }
}
