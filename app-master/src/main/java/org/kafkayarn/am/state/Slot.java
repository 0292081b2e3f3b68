package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * What the ApplicationMaster believes about one Kafka node right now. Nothing of it is ever saved:
 * a new attempt builds it from what it observes.
 *
 * @param since when the phase began
 * @param ask what is asked of YARN, while {@link Phase#REQUESTED}
 * @param container what YARN has granted, from {@link Phase#GRANTED} on
 * @param launcher the last word of its launcher
 * @param silence why its launcher does not answer, while it does not
 * @param order an order to its launcher that has not been answered yet
 * @param confirmed the startId of the Kafka process that clients can reach and that Kafka's quorum
 *     knows
 * @param failures failed starts and crashes in a row
 * @param failure the last of them
 * @param restarts how often Kafka was started again under this attempt
 */
public record Slot(
    int id,
    Phase phase,
    Instant since,
    Optional<Ask> ask,
    Optional<Held> container,
    Optional<LauncherState> launcher,
    Optional<String> silence,
    Optional<Order> order,
    Optional<String> confirmed,
    int failures,
    Optional<Failure> failure,
    int restarts) {

  /** Where a node is on its way from nothing to a running container and back. */
  public enum Phase {
    /** No container, and none asked for. */
    VACANT,
    /** A container is asked for. */
    REQUESTED,
    /** A container is held; nothing was started in it. */
    GRANTED,
    /** Its NodeManager was told to start the launcher and has not answered. */
    LAUNCHING,
    /** The container runs. What Kafka does in it, the launcher tells. */
    UP,
    /** The container was told to end and its end has not been confirmed. */
    ENDING
  }

  /**
   * An open request for a container.
   *
   * @param host where; absent: anywhere
   * @param strict nowhere else will do
   * @param until when the request is widened; absent: never
   */
  public record Ask(Optional<String> host, boolean strict, Optional<Instant> until) {
    public Ask {
      requireNonNull(host);
      requireNonNull(until);
    }
  }

  /** An order under way to a launcher. */
  public enum Order {
    START,
    STOP,
    EXIT
  }

  /** The last failure: its class, when, and one line for the operator. */
  public record Failure(FailureClass kind, Instant at, String line) {
    public Failure {
      requireNonNull(kind);
      requireNonNull(at);
      requireNonNull(line);
    }
  }

  public Slot {
    requireNonNull(phase);
    requireNonNull(since);
    requireNonNull(ask);
    requireNonNull(container);
    requireNonNull(launcher);
    requireNonNull(silence);
    requireNonNull(order);
    requireNonNull(confirmed);
    requireNonNull(failure);
    if (ask.isPresent() != (phase == Phase.REQUESTED)) {
      throw new IllegalStateException("Node " + id + ": an ask belongs to REQUESTED, not " + phase);
    }
    boolean holds = phase != Phase.VACANT && phase != Phase.REQUESTED;
    if (container.isPresent() != holds) {
      throw new IllegalStateException("Node " + id + ": " + phase + " with container " + container);
    }
  }

  public static Slot vacant(int id, Instant now) {
    return new Slot(
        id,
        Phase.VACANT,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
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

  /** Kafka runs, clients can reach it, and its quorum knows it. */
  public boolean serving() {
    return launcher
        .filter(state -> state.phase() == LauncherState.Phase.RUNNING)
        .filter(state -> confirmed.equals(Optional.of(state.startId())))
        .isPresent();
  }

  public Slot vacated(Instant now) {
    return new Slot(
        id,
        Phase.VACANT,
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        failures,
        failure,
        restarts);
  }

  public Slot asking(Ask wanted, Instant now) {
    return new Slot(
        id,
        Phase.REQUESTED,
        now,
        Optional.of(wanted),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        failures,
        failure,
        restarts);
  }

  public Slot holding(Phase next, Held held, Instant now) {
    return new Slot(
        id,
        next,
        now,
        Optional.empty(),
        Optional.of(held),
        launcher,
        silence,
        order,
        confirmed,
        failures,
        failure,
        restarts);
  }

  public Slot in(Phase next, Instant now) {
    return holding(next, container.orElseThrow(), now);
  }

  public Slot answered(LauncherState state) {
    return copy(Optional.of(state), Optional.empty(), order, confirmed);
  }

  public Slot silent(String reason) {
    return copy(launcher, Optional.of(reason), order, confirmed);
  }

  public Slot ordered(Order next) {
    return copy(launcher, silence, Optional.of(next), confirmed);
  }

  public Slot withoutOrder() {
    return copy(launcher, silence, Optional.empty(), confirmed);
  }

  public Slot confirmedAs(Optional<String> startId) {
    return copy(launcher, silence, order, startId);
  }

  private Slot copy(
      Optional<LauncherState> state,
      Optional<String> quiet,
      Optional<Order> under,
      Optional<String> startId) {
    return new Slot(
        id, phase, since, ask, container, state, quiet, under, startId, failures, failure,
        restarts);
  }

  public Slot failed(Failure last) {
    return counted(failures + 1, Optional.of(last), restarts);
  }

  /** A failure that an earlier attempt has counted. */
  public Slot recalled(Failure last) {
    return counted(failures, Optional.of(last), restarts);
  }

  /** It has been up for long enough: the next failure is the first of a new series. */
  public Slot good() {
    return counted(0, failure, restarts);
  }

  public Slot restarted() {
    return counted(failures, failure, restarts + 1);
  }

  /** With a count of failures from elsewhere: the ledger's, when an attempt begins. */
  public Slot withFailures(int count) {
    return counted(count, failure, restarts);
  }

  private Slot counted(int fails, Optional<Failure> last, int again) {
    return new Slot(
        id, phase, since, ask, container, launcher, silence, order, confirmed, fails, last, again);
  }
}
