package org.kafkayarn.am.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.fs.Path;

/**
 * The epochs of a cluster, a file for each in its home: the highest one belongs to the attempt that
 * may change the cluster.
 */
public final class Epochs {
  private static final int VERSION = 1;

  private final HomeFiles files;
  private final Path directory;

  Epochs(HomeFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /** Creates the directory when it is not there yet. */
  void prepare() throws IOException {
    files.makeDirectory(directory);
  }

  /**
   * Claims the next epoch. From then on {@link #isCurrent} is false for every earlier one.
   *
   * @throws FencedException a later attempt of the same application has claimed one already
   */
  public long claim(String applicationId, int attempt) throws IOException {
    prepare();
    while (true) {
      Optional<EpochOwner> owner = owner();
      if (owner.isPresent()
          && owner.get().applicationId().equals(applicationId)
          && owner.get().attempt() > attempt) {
        throw new FencedException(owner.get());
      }
      long next = owner.map(EpochOwner::epoch).orElse(0L) + 1;
      EpochOwner claim = new EpochOwner(next, applicationId, attempt, Instant.now());
      ObjectNode content = VersionedJson.MAPPER.valueToTree(claim);
      if (files.createOnce(file(next), VersionedJson.write(VERSION, content))) {
        return next;
      }
    }
  }

  /** Whether no later epoch has been claimed. */
  public boolean isCurrent(long epoch) throws IOException {
    OptionalLong highest = highest();
    return highest.isPresent() && highest.getAsLong() == epoch;
  }

  /** Whose the highest one is; empty before the first. */
  public Optional<EpochOwner> owner() throws IOException {
    OptionalLong highest = highest();
    if (highest.isEmpty()) {
      return Optional.empty();
    }
    Path file = file(highest.getAsLong());
    return files
        .read(file)
        .map(content -> VersionedJson.read(file, content, VERSION, EpochOwner.class));
  }

  private OptionalLong highest() throws IOException {
    return files.names(directory).stream()
        .filter(name -> name.matches("[0-9]{1,18}"))
        .mapToLong(Long::parseLong)
        .max();
  }

  private Path file(long epoch) {
    return new Path(directory, Long.toString(epoch));
  }
}
