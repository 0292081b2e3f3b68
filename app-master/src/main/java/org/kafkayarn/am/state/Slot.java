package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
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
 * @param order an order to its launcher, or to Kafka about it, that has not been answered yet
 * @param confirmed the startId of the Kafka process that clients can reach and that Kafka's quorum
 *     knows
 * @param leaving why it gives its container back, once that is decided
 * @param failures failed starts and crashes in a row
 * @param failure the last of them
 * @param restarts how often Kafka was started again under this attempt
 * @param resize the other size that its container has been asked to have since this attempt holds
 *     it
 */
public record Slot(
    int id,
    Phase phase,
    Instant since,
    Optional<Ask> ask,
    Optional<Held> container,
    Optional<LauncherState> launcher,
    Optional<Silence> silence,
    Optional<Order> order,
    Optional<String> confirmed,
    Optional<String> leaving,
    int failures,
    Optional<Failure> failure,
    int restarts,
    Optional<Resize> resize) {

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

  /** How near to where it wants to be a node is asked for. */
  public enum Locality {
    /** On the host that holds its data, and nowhere else. */
    HOME_HOST,
    /** In the rack of that host. */
    HOME_RACK,
    /** On the host that suits a node without data best. */
    FIRST_CHOICE,
    /** Wherever it may be. */
    ANYWHERE
  }

  /**
   * An open request for a container.
   *
   * @param hosts nowhere but there; empty: on any host, or on any of the rack
   * @param rack nowhere but there, when no hosts are named
   * @param label the YARN node label; empty: the queue's default
   * @param until when the request is looked at again; absent: never
   */
  public record Ask(
      Locality locality,
      List<String> hosts,
      Optional<String> rack,
      String label,
      Optional<Instant> until) {
    public Ask {
      requireNonNull(locality);
      hosts = List.copyOf(hosts);
      requireNonNull(rack);
      requireNonNull(label);
      requireNonNull(until);
    }

    /** The only host that will do, if there is but one. */
    public Optional<String> host() {
      return hosts.size() == 1 ? Optional.of(hosts.get(0)) : Optional.empty();
    }

    /** Asks YARN for the same, whatever the times. */
    public boolean isAs(Ask other) {
      return hosts.equals(other.hosts) && rack.equals(other.rack) && label.equals(other.label);
    }
  }

  /** An order under way to a launcher; the last one to Kafka. */
  public enum Order {
    START,
    STOP,
    EXIT,
    /** Kafka is asked to take the broker off. */
    UNREGISTER
  }

  /** A launcher does not answer. */
  public record Silence(String reason, Instant since) {
    public Silence {
      requireNonNull(reason);
      requireNonNull(since);
    }

    @Override
    public String toString() {
      return reason;
    }
  }

  /**
   * The last failure.
   *
   * @param line one line for the operator
   * @param takenPorts the ports that others have, when that is the failure
   * @param crash when its launcher told this attempt that a process that served has ended by
   *     itself; empty when it was anything else, and when all is done that follows from it
   */
  public record Failure(
      FailureClass kind,
      Instant at,
      String line,
      List<Integer> takenPorts,
      Optional<Instant> crash) {
    public Failure {
      requireNonNull(kind);
      requireNonNull(at);
      requireNonNull(line);
      takenPorts = List.copyOf(takenPorts);
      requireNonNull(crash);
    }

    public Failure(FailureClass kind, Instant at, String line, List<Integer> takenPorts) {
      this(kind, at, line, takenPorts, Optional.empty());
    }

    Failure ofServing(Instant heard) {
      return new Failure(kind, at, line, takenPorts, Optional.of(heard));
    }

    /** The same but for the crash. */
    public Failure dealtWith() {
      return new Failure(kind, at, line, takenPorts);
    }

    public Failure(FailureClass kind, Instant at, String line) {
      this(kind, at, line, List.of());
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
    requireNonNull(leaving);
    requireNonNull(failure);
    requireNonNull(resize);
    if (ask.isPresent() != (phase == Phase.REQUESTED)) {
      throw new IllegalStateException("Node " + id + ": an ask belongs to REQUESTED, not " + phase);
    }
    boolean holds = phase != Phase.VACANT && phase != Phase.REQUESTED;
    if (container.isPresent() != holds) {
      throw new IllegalStateException("Node " + id + ": " + phase + " with container " + container);
    }
  }

  public static Slot vacant(int id, Instant now) {
    return without(id, Phase.VACANT, now, Optional.empty(), 0, Optional.empty(), 0);
  }

  private static Slot without(
      int id,
      Phase phase,
      Instant now,
      Optional<Ask> ask,
      int failures,
      Optional<Failure> failure,
      int restarts) {
    return new Slot(
        id,
        phase,
        now,
        ask,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        failures,
        failure,
        restarts,
        Optional.empty());
  }

  public boolean holds(String containerId) {
    return container.filter(held -> held.containerId().equals(containerId)).isPresent();
  }

  /** Kafka runs, clients can reach it, and its quorum knows it. */
  public boolean serving() {
    return runs(LauncherState.Phase.RUNNING)
        && confirmed.equals(launcher.map(LauncherState::startId));
  }

  /** Its launcher's last word was that phase. */
  public boolean runs(LauncherState.Phase wanted) {
    return launcher.filter(state -> state.phase() == wanted).isPresent();
  }

  public Slot vacated(Instant now) {
    return without(id, Phase.VACANT, now, Optional.empty(), failures, failure, restarts);
  }

  public Slot asking(Ask wanted, Instant now) {
    return without(id, Phase.REQUESTED, now, Optional.of(wanted), failures, failure, restarts);
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
        leaving,
        failures,
        failure,
        restarts,
        resize);
  }

  public Slot in(Phase next, Instant now) {
    return holding(next, container.orElseThrow(), now);
  }

  public Slot answered(LauncherState state) {
    return copy(Optional.of(state), Optional.empty(), order, confirmed, leaving);
  }

  public Slot silent(String reason, Instant now) {
    Instant first = silence.map(Silence::since).orElse(now);
    return copy(launcher, Optional.of(new Silence(reason, first)), order, confirmed, leaving);
  }

  public Slot ordered(Order next) {
    return copy(launcher, silence, Optional.of(next), confirmed, leaving);
  }

  public Slot withoutOrder() {
    return copy(launcher, silence, Optional.empty(), confirmed, leaving);
  }

  public Slot confirmedAs(Optional<String> startId) {
    return copy(launcher, silence, order, startId, leaving);
  }

  /** It is decided that its container is given back, after an orderly stop. */
  public Slot leavingFor(String reason) {
    return copy(launcher, silence, order, confirmed, Optional.of(reason));
  }

  private Slot copy(
      Optional<LauncherState> state,
      Optional<Silence> quiet,
      Optional<Order> under,
      Optional<String> startId,
      Optional<String> leaves) {
    return new Slot(
        id, phase, since, ask, container, state, quiet, under, startId, leaves, failures, failure,
        restarts, resize);
  }

  public Slot failed(Failure last) {
    return counted(failures + 1, Optional.of(last), restarts);
  }

  /** A failure that an earlier attempt has counted, or that is not the node's own. */
  public Slot recalled(Failure last) {
    return counted(failures, Optional.of(last), restarts);
  }

  /** All is done, or decided, that follows from its crash but the next start. */
  public Slot crashDealtWith() {
    return counted(failures, failure.map(Failure::dealtWith), restarts);
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
        id, phase, since, ask, container, launcher, silence, order, confirmed, leaving, fails, last,
        again, resize);
  }

  /** YARN is asked to give its container another size, or has answered. */
  public Slot resizing(Resize next) {
    return new Slot(
        id,
        phase,
        since,
        ask,
        container,
        launcher,
        silence,
        order,
        confirmed,
        leaving,
        failures,
        failure,
        restarts,
        Optional.of(next));
  }

  /** YARN has not answered yet. */
  public boolean awaitsResize() {
    return resize.filter(r -> r.stage() == Resize.Stage.ASKED).isPresent();
  }
}
