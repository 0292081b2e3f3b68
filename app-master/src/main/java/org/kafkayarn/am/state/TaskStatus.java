package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One task as an operator sees it.
 *
 * @param kind in one word: producer, consumer, client
 * @param wanted how many instances there are to be now
 * @param running how many run
 * @param completed how many have ended with exit code 0 and are not started again
 * @param failed how many have ended otherwise and are not started again
 * @param lag of the consumer group that it is scaled by, once Kafka has told
 * @param message what it waits for; empty when it waits for nothing
 * @param instances in the order of their indexes
 */
public record TaskStatus(
    String name,
    String kind,
    int wanted,
    int running,
    int completed,
    int failed,
    Optional<Long> lag,
    String message,
    List<Instance> instances) {
  /** The states of an instance in one word. */
  public static final String WAITING = "waiting";

  public static final String REQUESTED = "requested";
  public static final String STARTING = "starting";
  public static final String RUNNING = "running";
  public static final String STOPPING = "stopping";

  /** It has ended with exit code 0 and is not started again. */
  public static final String COMPLETED = "completed";

  /** It has ended otherwise and is not started again. */
  public static final String FAILED = "failed";

  /**
   * One instance of it.
   *
   * @param index from 0 within its task
   * @param id its number among all instances of the cluster
   * @param state in one word: waiting, requested, starting, running, stopping, completed, failed
   * @param host where it is, or was last
   * @param containerId the container that it is in
   * @param since when the state began
   * @param restarts how often it was started again
   * @param exitCode of its last end, of one that has ended
   * @param message what it waits for, or why it ended last; empty when there is nothing to tell
   */
  public record Instance(
      int index,
      int id,
      String state,
      Optional<String> host,
      Optional<String> containerId,
      Optional<Instant> since,
      int restarts,
      Optional<Integer> exitCode,
      String message) {
    public Instance {
      requireNonNull(state);
      requireNonNull(host);
      requireNonNull(containerId);
      requireNonNull(since);
      requireNonNull(exitCode);
      requireNonNull(message);
    }

    /** It has come to its end and is not started again. */
    public boolean hasEnded() {
      return state.equals(COMPLETED) || state.equals(FAILED);
    }
  }

  public TaskStatus {
    requireNonNull(name);
    requireNonNull(kind);
    requireNonNull(lag);
    requireNonNull(message);
    instances = List.copyOf(instances);
  }
}
