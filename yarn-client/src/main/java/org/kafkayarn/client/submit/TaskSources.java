package org.kafkayarn.client.submit;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.TaskWish;
import org.kafkayarn.am.spec.UserError;

/** The archives and files of tasks: where the cluster's hosts find them, or will. */
final class TaskSources {
  private final UploadedFiles uploaded;
  private final Configuration conf;

  TaskSources(UploadedFiles uploaded, Configuration conf) {
    this.uploaded = uploaded;
    this.conf = conf;
  }

  /**
   * @param sources gets all that the task names
   */
  TaskWish placed(TaskWish wish, List<ArchiveSource> sources) throws IOException {
    try {
      return wish.withSources(
          placed(ArchiveKind.TASK, wish.task().archives(), sources),
          placed(ArchiveKind.FILE, wish.task().files(), sources));
    } catch (UserError e) {
      throw new UserError("tasks: " + wish.task().name() + ": " + e.getMessage(), e);
    }
  }

  SortedMap<String, String> placed(
      ArchiveKind kind, Map<String, String> named, List<ArchiveSource> sources) throws IOException {
    SortedMap<String, String> placed = new TreeMap<>();
    for (Map.Entry<String, String> each : named.entrySet()) {
      ArchiveSource source = ArchiveSource.of(kind, each.getValue(), conf, uploaded);
      sources.add(source);
      placed.put(each.getKey(), source.place().toUri().toString());
    }
    return placed;
  }
}
