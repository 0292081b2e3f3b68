package org.kafkayarn.am.state.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What must outlive the ApplicationMaster about one instance of a task.
 *
 * @param id its number among all instances of the cluster, which YARN's requests carry; never given
 *     twice, and above all ids of nodes
 * @param task its task
 * @param index from 0: which of the task's instances it is
 * @param version that of the task when it was started ({@code TaskSpec.version})
 * @param containerId the container that it was started in; empty once the end is known
 * @param host where it ran last
 * @param started when it was started last
 * @param ended its own end, of an instance that is not started again
 */
public record TaskRecord(
    int id,
    String task,
    int index,
    int version,
    Optional<String> containerId,
    Optional<String> host,
    Optional<Instant> started,
    Optional<Ended> ended) {

  /** It has come to its end by itself. */
  public record Ended(int exitCode, Instant at) {
    public Ended {
      requireNonNull(at);
    }
  }

  public TaskRecord {
    requireNonNull(task);
    requireNonNull(containerId);
    requireNonNull(host);
    requireNonNull(started);
    requireNonNull(ended);
  }

  public static TaskRecord of(int id, String task, int index, int version) {
    return new TaskRecord(
        id,
        task,
        index,
        version,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public TaskRecord startedIn(String container, String where, int now, Instant at) {
    return new TaskRecord(
        id,
        task,
        index,
        now,
        Optional.of(container),
        Optional.of(where),
        Optional.of(at),
        Optional.empty());
  }

  /** Its container has ended, and it is to be started again. */
  public TaskRecord lost() {
    return new TaskRecord(id, task, index, version, Optional.empty(), host, started, ended);
  }

  public TaskRecord ended(int exitCode, Instant at) {
    return new TaskRecord(
        id,
        task,
        index,
        version,
        Optional.empty(),
        host,
        started,
        Optional.of(new Ended(exitCode, at)));
  }

  /** It is to run once more. */
  public TaskRecord anew() {
    return new TaskRecord(id, task, index, version, containerId, host, started, Optional.empty());
  }
}
