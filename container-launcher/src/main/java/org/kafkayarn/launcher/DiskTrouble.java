package org.kafkayarn.launcher;

import java.io.IOException;
import org.kafkayarn.launcher.contract.FailureClass;

/** What the operating system says of a disk, in the words of Linux (strerror of glibc). */
final class DiskTrouble {
  static final String FULL = "No space left on device|Disk quota exceeded";
  static final String UNWRITABLE = "Read-only file system|Input/output error";

  private DiskTrouble() {}

  /** The class of a failed read or write; {@code otherwise} when it was not the disk. */
  static FailureClass classOf(IOException failure, FailureClass otherwise) {
    String words = failure.toString();
    if (words.matches("(?s).*(" + FULL + ").*")) {
      return FailureClass.DISK_FULL;
    }
    return words.matches("(?s).*(" + UNWRITABLE + ").*") ? FailureClass.DATA_UNWRITABLE : otherwise;
  }
}
