package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;

/**
 * Decides what a directory that was found is to the node of a start. Pure: it is told what is in
 * the directory, and says what to do with it, with one line for an operator.
 */
final class DirectoryGuard {
  /** What is to be done with a directory. */
  enum Outcome {
    /** It holds this node's data. */
    ADOPT,
    /** It is empty, and may be formatted. */
    FORMAT,
    /** It holds data that this node has left: renamed, and a new one made in its place. */
    SET_ASIDE,
    /** It is empty, and this node's data should be there: its disk is not mounted. */
    MISSING
  }

  record Verdict(Outcome outcome, String line) {}

  /**
   * What is in a directory.
   *
   * @param nameless a partition's directory with segments in it
   */
  record Found(Path path, Optional<MetaProperties> meta, Optional<String> nameless) {
    Optional<String> directoryId() {
      return meta.flatMap(MetaProperties::directoryId);
    }
  }

  private final LaunchSpec spec;
  private final Set<String> foundIds;

  /**
   * @param foundIds the directory ids of all directories of the start
   */
  DirectoryGuard(LaunchSpec spec, Set<String> foundIds) {
    this.spec = spec;
    this.foundIds = Set.copyOf(foundIds);
  }

  /** Throws for what is not this node's: nothing is written there. */
  Verdict judge(Found found) throws LaunchFailure {
    return found.meta().isPresent() ? named(found, found.meta().get()) : withoutName(found);
  }

  private Verdict withoutName(Found found) throws LaunchFailure {
    if (found.nameless().isPresent()) {
      throw foreign(
          "the data directory %s has no %s, but data in %s: it is not formatted over; move it away, or restore its name"
              .formatted(found.path(), MetaProperties.FILE, found.nameless().get()));
    }
    return spec.dataExpected()
        ? new Verdict(Outcome.MISSING, missing(found.path(), "has no " + MetaProperties.FILE))
        : new Verdict(Outcome.FORMAT, "the data directory " + found.path() + " is empty");
  }

  static String missing(Path path, String what) {
    return "the data directory "
        + path
        + " "
        + what
        + ", but held this node's data: mount its disk, or give the data up";
  }

  private Verdict named(Found found, MetaProperties meta) throws LaunchFailure {
    differ(found.path(), "cluster id", meta.clusterId(), spec.kafkaClusterId());
    differ(found.path(), "node id", meta.nodeId(), String.valueOf(spec.nodeId()));
    Optional<String> id = found.directoryId();
    Optional<String> known = Optional.ofNullable(spec.directoryIds().get(found.path().toString()));
    if (known.isPresent() && !known.equals(id) && !areExchanged()) {
      throw foreign(
          "the data directory %s has the directory id \"%s\", and this node's has \"%s\": mount the disk that belongs there, or move this data away"
              .formatted(found.path(), id.orElse(""), known.get()));
    }
    if (known.isEmpty() && id.filter(spec.leftBehindIds()::contains).isPresent()) {
      return new Verdict(
          Outcome.SET_ASIDE,
          "the data directory %s holds data that this node has left (directory id %s)"
              .formatted(found.path(), id.get()));
    }
    return new Verdict(
        Outcome.ADOPT,
        "the data directory %s holds this node's data (directory id %s)"
            .formatted(found.path(), id.orElse("none yet")));
  }

  /**
   * All that the node has is there, on other mount points: Kafka knows directories by their ids.
   */
  private boolean areExchanged() {
    return !spec.directoryIds().isEmpty() && foundIds.containsAll(spec.directoryIds().values());
  }

  private static void differ(Path path, String what, String found, String wanted)
      throws LaunchFailure {
    if (!found.equals(wanted)) {
      throw foreign(
          "the data directory %s belongs to %s \"%s\", not to \"%s\": choose another, or move its data away"
              .formatted(path, what, found, wanted));
    }
  }

  private static LaunchFailure foreign(String message) {
    return new LaunchFailure(FailureClass.FOREIGN_DATA, message);
  }
}
