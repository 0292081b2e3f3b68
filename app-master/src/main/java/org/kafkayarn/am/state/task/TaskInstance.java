package org.kafkayarn.am.state.task;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Slot.Ask;

/**
 * What the ApplicationMaster believes about one instance of a task right now. Nothing of it is ever
 * saved.
 *
 * @param since when the phase began
 * @param ask what is asked of YARN, while {@link Phase#REQUESTED}
 * @param container what YARN has granted, from {@link Phase#GRANTED} on
 * @param stopping why it was told to end, once it was
 * @param failures failed starts and ends in a row that were not wanted
 * @param failure the last of them
 * @param restarts how often it was started again under this attempt
 */
public record TaskInstance(
    int id,
    Phase phase,
    Instant since,
    Optional<Ask> ask,
    Optional<Held> container,
    Optional<Stopping> stopping,
    int failures,
    Optional<Failure> failure,
    int restarts) {

  /** Where an instance is on its way from nothing to a running container and back. */
  public enum Phase {
    VACANT,
    REQUESTED,
    GRANTED,
    LAUNCHING,
    UP,
    /** Its container was given back and its end has not been confirmed. */
    ENDING
  }

  /**
   * It was sent SIGTERM.
   *
   * @param preempted so that YARN gets its room back
   */
  public record Stopping(String reason, Instant since, boolean preempted) {
    public Stopping {
      requireNonNull(reason);
      requireNonNull(since);
    }
  }

  /** An end that was not wanted. */
  public record Failure(String line, Instant at) {
    public Failure {
      requireNonNull(line);
      requireNonNull(at);
    }
  }

  public TaskInstance {
    requireNonNull(phase);
    requireNonNull(since);
    requireNonNull(ask);
    requireNonNull(container);
    requireNonNull(stopping);
    requireNonNull(failure);
    if (ask.isPresent() != (phase == Phase.REQUESTED)) {
      throw new IllegalStateException("Instance " + id + ": an ask in " + phase);
    }
    boolean holds = phase != Phase.VACANT && phase != Phase.REQUESTED;
    if (container.isPresent() != holds) {
      throw new IllegalStateException("Instance " + id + ": " + phase + " with " + container);
    }
  }

  public static TaskInstance vacant(int id, Instant now) {
    return new TaskInstance(
        id,
        Phase.VACANT,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        0);
  }

  public boolean holds(String containerId) {
    return container.filter(held -> held.containerId().equals(containerId)).isPresent();
  }

  /** Its process runs, or is about to. */
  public boolean occupies() {
    return phase == Phase.LAUNCHING || phase == Phase.UP || phase == Phase.ENDING;
  }

  public TaskInstance asking(Ask wanted, Instant now) {
    return new TaskInstance(
        id,
        Phase.REQUESTED,
        now,
        Optional.of(wanted),
        Optional.empty(),
        Optional.empty(),
        failures,
        failure,
        restarts);
  }

  /** The same request, looked at again at another time. */
  public TaskInstance askingUntil(Ask wanted) {
    return asking(wanted, since);
  }

  public TaskInstance vacated(Instant now) {
    return new TaskInstance(
        id,
        Phase.VACANT,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        failures,
        failure,
        restarts);
  }

  public TaskInstance holding(Phase next, Held held, Instant now) {
    return new TaskInstance(
        id, next, now, Optional.empty(), Optional.of(held), stopping, failures, failure, restarts);
  }

  public TaskInstance in(Phase next, Instant now) {
    return holding(next, container.orElseThrow(), now);
  }

  public TaskInstance told(String reason, Instant now, boolean preempted) {
    return new TaskInstance(
        id,
        phase,
        since,
        ask,
        container,
        Optional.of(new Stopping(reason, now, preempted)),
        failures,
        failure,
        restarts);
  }

  public TaskInstance failed(Failure last) {
    return counted(failures + 1, Optional.of(last), restarts);
  }

  /** Not its own fault: the count does not grow. */
  public TaskInstance recalled(Failure last) {
    return counted(failures, Optional.of(last), restarts);
  }

  /** It has run for long enough: the next failure is the first of a new series. */
  public TaskInstance good() {
    return counted(0, failure, restarts);
  }

  public TaskInstance restarted() {
    return counted(failures, failure, restarts + 1);
  }

  /** A new wish of the operator's: what was before does not count. */
  public TaskInstance forgiven() {
    return counted(0, Optional.empty(), restarts);
  }

  private TaskInstance counted(int fails, Optional<Failure> last, int again) {
    return new TaskInstance(id, phase, since, ask, container, stopping, fails, last, again);
  }
}
