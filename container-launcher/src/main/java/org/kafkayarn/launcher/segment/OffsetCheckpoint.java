package org.kafkayarn.launcher.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** One of the text files beside the logs in which Kafka notes an offset per partition. */
final class OffsetCheckpoint {
  static final String HIGH_WATERMARK = "replication-offset-checkpoint";
  static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";

  private final Map<String, Long> offsets;

  private OffsetCheckpoint(Map<String, Long> offsets) {
    this.offsets = offsets;
  }

  /** Without entries when there is none. Lines that are no entries are left out. */
  static OffsetCheckpoint read(Path file) throws IOException {
    Map<String, Long> offsets = new HashMap<>();
    if (Files.isRegularFile(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", -1);
        if (words.length == 3 && words[2].matches("\\d{1,18}")) {
          offsets.put(words[0] + "-" + words[1], Long.valueOf(words[2]));
        }
      }
    }
    return new OffsetCheckpoint(offsets);
  }

  OptionalLong of(String partition) {
    Long offset = offsets.get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
