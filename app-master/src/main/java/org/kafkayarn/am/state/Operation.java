package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.spec.ClusterSpec;

/**
 * Work that an operator has ordered and that takes time. Kept in the ledger: whoever is the
 * ApplicationMaster goes on with it.
 *
 * @param number from 1, in the order of the orders; never given twice
 * @param title what is done, for an operator: {@code restart brokers 0-2}
 * @param nodes what it is about; empty for a move of replicas
 * @param rolling how nodes are restarted, of a {@link Kind#RESTART}
 * @param touched the nodes that it has stopped; of a {@link Kind#REMOVE} those that Kafka has taken
 *     off
 * @param stage how far the nodes are that go, of a {@link Kind#REMOVE}
 * @param staged since when it is in its stage: what Kafka said earlier is not about it
 * @param ended when it came to its end
 * @param word why it has ended or pauses; empty while it runs
 */
public record Operation(
    long number,
    Kind kind,
    String title,
    SortedSet<Integer> nodes,
    Optional<Rolling> rolling,
    SortedSet<Integer> touched,
    Stage stage,
    Instant staged,
    Status status,
    Instant began,
    Optional<Instant> ended,
    String word) {

  /** What is done. */
  public enum Kind {
    /** Nodes start again, one after another. */
    RESTART,
    /** Nodes stop, and stay so until they are started. */
    STOP,
    /** Nodes that were stopped start. */
    START,
    /** Replicas move. */
    MOVE,
    /** Nodes give up their replicas and leave the cluster. */
    REMOVE
  }

  /** How far nodes are that leave the cluster. */
  public enum Stage {
    /** Their replicas move to others. */
    DRAINING,
    /** The moves are done; whether nothing has come since is to be seen. */
    EMPTY,
    /** They hold no replica: they are not wanted any more. */
    LEAVING
  }

  /** Where it is. */
  public enum Status {
    RUNNING,
    PAUSED,
    /** It undoes what it has begun. */
    ABORTING,
    DONE,
    FAILED,
    ABORTED;

    public boolean isEnd() {
      return this == DONE || this == FAILED || this == ABORTED;
    }
  }

  /** What an operator can say to one that has not ended. */
  public enum Command {
    PAUSE,
    RESUME,
    ABORT
  }

  /** What to do about partitions that cannot stay available while one of their brokers is away. */
  public enum Unavailable {
    /** The order is refused while there are any. */
    REFUSE,
    /** The node is left alone until there are none. */
    WAIT,
    /** They are unavailable for a moment. */
    ALLOW
  }

  /**
   * How nodes are restarted.
   *
   * @param pendingOnly only those that do not run as the specification says
   * @param atOnce how many brokers of one rack may be away at the same time, at least 1
   * @param canary how long the first node has to serve before the others go
   */
  public record Rolling(
      boolean pendingOnly, Unavailable unavailable, int atOnce, Optional<Duration> canary) {
    public Rolling {
      requireNonNull(unavailable);
      requireNonNull(canary);
      if (atOnce < 1) {
        throw new IllegalArgumentException("at once: " + atOnce);
      }
    }
  }

  public Operation {
    requireNonNull(kind);
    requireNonNull(title);
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    requireNonNull(rolling);
    touched = Collections.unmodifiableSortedSet(new TreeSet<>(touched));
    requireNonNull(stage);
    requireNonNull(staged);
    requireNonNull(status);
    requireNonNull(began);
    requireNonNull(ended);
    requireNonNull(word);
  }

  /** One that begins. */
  public static Operation of(
      long number,
      Kind kind,
      String title,
      SortedSet<Integer> nodes,
      Optional<Rolling> rolling,
      Instant at) {
    return new Operation(
        number,
        kind,
        title,
        nodes,
        rolling,
        new TreeSet<>(),
        Stage.DRAINING,
        at,
        Status.RUNNING,
        at,
        Optional.empty(),
        "");
  }

  /** It acts: it has been neither paused nor ended. */
  public boolean runs() {
    return status == Status.RUNNING;
  }

  /** It removes nodes that the specification has lost, or is about to lose: they can only go. */
  public boolean isLeaving(ClusterSpec spec) {
    return kind == Kind.REMOVE
        && (stage == Stage.LEAVING || nodes.stream().anyMatch(id -> !spec.nodes().containsKey(id)));
  }

  public Operation touching(int node) {
    SortedSet<Integer> more = new TreeSet<>(touched);
    more.add(node);
    return new Operation(
        number, kind, title, nodes, rolling, more, stage, staged, status, began, ended, word);
  }

  public Operation at(Stage next, Instant now) {
    return new Operation(
        number, kind, title, nodes, rolling, touched, next, now, status, began, ended, word);
  }

  /** In another status, with the reason for it. */
  public Operation in(Status next, String why, Instant at) {
    return new Operation(
        number,
        kind,
        title,
        nodes,
        rolling,
        touched,
        stage,
        staged,
        next,
        began,
        next.isEnd() ? Optional.of(at) : Optional.empty(),
        why);
  }
}
