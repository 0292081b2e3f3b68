package org.kafkayarn.launcher.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** {@link LogEnd}s as the text of {@link java.util.Properties} and back. */
public final class LogEndsText {
  private LogEndsText() {}

  public static String write(List<LogEnd> ends) {
    Fields out = new Fields("log ends");
    out.put("count", ends.size());
    for (int i = 0; i < ends.size(); i++) {
      LogEnd end = ends.get(i);
      out.put("topic." + i, end.topic());
      out.put("partition." + i, end.partition());
      out.put("dataDir." + i, end.dataDir());
      out.put("endOffset." + i, end.endOffset());
      out.put("lastEpoch." + i, end.lastEpoch());
      if (end.highWatermark().isPresent()) {
        out.put("highWatermark." + i, end.highWatermark().getAsLong());
      }
      out.put("sizeBytes." + i, end.sizeBytes());
      out.put("tornBytes." + i, end.tornBytes());
      out.put("lastModified." + i, end.lastModified());
    }
    return PropertiesText.write(out.map());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is none. */
  public static List<LogEnd> read(String text) {
    Fields in = new Fields("log ends", PropertiesText.read(text));
    List<LogEnd> ends = new ArrayList<>();
    int count = in.get("count", Integer::valueOf);
    for (int i = 0; i < count; i++) {
      ends.add(
          new LogEnd(
              in.get("topic." + i),
              in.get("partition." + i, Integer::valueOf),
              in.get("dataDir." + i),
              in.get("endOffset." + i, Long::valueOf),
              in.get("lastEpoch." + i, Integer::valueOf),
              in.find("highWatermark." + i, Long::valueOf)
                  .map(OptionalLong::of)
                  .orElse(OptionalLong.empty()),
              in.get("sizeBytes." + i, Long::valueOf),
              in.get("tornBytes." + i, Long::valueOf),
              in.get("lastModified." + i, Instant::parse)));
    }
    return ends;
  }
}
