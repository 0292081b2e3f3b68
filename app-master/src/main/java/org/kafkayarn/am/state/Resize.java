package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.spec.NodeSpec;

/**
 * Another size that YARN is asked to give to a container that a node holds. It is done when the
 * NodeManager has it, too: before, it would kill whoever uses more.
 *
 * @param asked when YARN was asked last
 * @param since from when on it could be had: no host has been seen without the room since
 * @param failure why it cannot be had, of one that has {@link Stage#FAILED}
 */
public record Resize(
    int memoryMb, int vcores, Stage stage, Instant asked, Instant since, Optional<String> failure) {
  /** What has become of it. */
  public enum Stage {
    ASKED,
    DONE,
    FAILED
  }

  public Resize {
    requireNonNull(stage);
    requireNonNull(asked);
    requireNonNull(since);
    requireNonNull(failure);
  }

  public static Resize asked(int memoryMb, int vcores, Instant now) {
    return new Resize(memoryMb, vcores, Stage.ASKED, now, now, Optional.empty());
  }

  public boolean isTo(int memory, int cores) {
    return memoryMb == memory && vcores == cores;
  }

  /** It is the size that is wanted of the node. */
  public boolean isTo(NodeSpec node) {
    return isTo(node.memoryMb(), node.vcores());
  }

  public boolean isDone() {
    return stage == Stage.DONE;
  }

  /** The host was seen without room for it. */
  public Resize withoutRoom(Instant seen) {
    return new Resize(memoryMb, vcores, stage, asked, seen, failure);
  }

  Resize answered(Optional<String> why) {
    return new Resize(
        memoryMb, vcores, why.isEmpty() ? Stage.DONE : Stage.FAILED, asked, since, why);
  }
}
