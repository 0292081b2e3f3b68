package org.kafkayarn.client.submit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.client.text.Console;

/** Changes of a spec that name archives where the cluster's hosts find them, or will. */
public final class PlacedChanges {
  private final SpecChanges changes;
  private final UploadedFiles uploaded;
  private final List<ArchiveSource> sources;

  private PlacedChanges(SpecChanges changes, UploadedFiles uploaded, List<ArchiveSource> sources) {
    this.changes = changes;
    this.uploaded = uploaded;
    this.sources = List.copyOf(sources);
  }

  /** Checks the archives that are named; changes nothing. */
  public static PlacedChanges of(SpecChanges said, Configuration conf) throws IOException {
    UploadedFiles uploaded = UploadedFiles.of(conf);
    List<ArchiveSource> sources = new ArrayList<>();
    SpecChanges placed = Plan.placed(said, uploaded, conf, sources);
    return new PlacedChanges(placed, uploaded, sources);
  }

  public SpecChanges changes() {
    return changes;
  }

  /** The versions of Kafka that are named in them, by their archives. */
  public SortedMap<String, String> kafkaVersions() {
    SortedMap<String, String> versions = new TreeMap<>();
    sources.forEach(
        source -> source.kafkaVersion().ifPresent(version -> versions.put(source.name(), version)));
    return versions;
  }

  /** Local files are named in them: they have to be uploaded before the hosts need them. */
  public boolean needUpload() {
    return sources.stream().anyMatch(source -> source.local().isPresent());
  }

  public void upload(Console console) throws IOException {
    for (ArchiveSource source : sources) {
      ProgramFiles.ensure(source, uploaded, console);
    }
  }
}
