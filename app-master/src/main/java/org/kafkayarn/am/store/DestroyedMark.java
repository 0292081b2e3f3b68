package org.kafkayarn.am.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The mark of a cluster that is being destroyed, a file in its home: it is not to be started, for
 * some of its data may have gone.
 */
public final class DestroyedMark {
  private static final int VERSION = 1;

  private final HomeFiles files;
  private final Path file;
  private final String cluster;

  DestroyedMark(HomeFiles files, Path file, String cluster) {
    this.files = files;
    this.file = file;
    this.cluster = cluster;
  }

  /**
   * Sets the mark.
   *
   * @return whether it is new; it stays when it was there before
   */
  public boolean set(Instant at) throws IOException {
    ObjectNode content = VersionedJson.MAPPER.createObjectNode().put("since", at.toString());
    return files.createOnce(file, VersionedJson.write(VERSION, content));
  }

  /** Takes the mark back, when nothing has been removed under it. */
  public void remove() throws IOException {
    files.fileSystem().delete(file, false);
  }

  /** Since when the cluster is being destroyed; empty: it is not. */
  public Optional<Instant> since() throws IOException {
    return files
        .read(file)
        .map(content -> VersionedJson.read(file, content, VERSION))
        .map(content -> Instant.parse(content.path("since").asText()));
  }

  /** Why the cluster is not started, and what to do; empty: it may be. */
  public Optional<String> refusal() throws IOException {
    return since()
        .map(
            since ->
                "cluster %s is being destroyed since %s, and some of its data may have gone: end it with kafka-yarn destroy -name %s, then submit a new one"
                    .formatted(cluster, since, cluster));
  }
}
