package org.kafkayarn.launcher.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@link LogFile}s as the text of {@link java.util.Properties} and back. */
public final class LogFilesText {
  private LogFilesText() {}

  public static String write(List<LogFile> files) {
    Fields out = new Fields("log files");
    out.put("count", files.size());
    for (int i = 0; i < files.size(); i++) {
      out.put("name." + i, files.get(i).name());
      out.put("bytes." + i, files.get(i).bytes());
      out.put("modified." + i, files.get(i).modified());
    }
    return PropertiesText.write(out.map());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is none. */
  public static List<LogFile> read(String text) {
    Fields in = new Fields("log files", PropertiesText.read(text));
    List<LogFile> files = new ArrayList<>();
    int count = in.get("count", Integer::valueOf);
    for (int i = 0; i < count; i++) {
      files.add(
          new LogFile(
              in.get("name." + i),
              in.get("bytes." + i, Long::valueOf),
              in.get("modified." + i, Instant::parse)));
    }
    return files;
  }
}
