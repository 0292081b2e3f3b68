package org.kafkayarn.am.inventory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.launcher.contract.DataAnswer;

/**
 * How far the visits of the hosts have come: one container on each, none twice. Every host ends
 * with its findings or with the reason why there are none.
 *
 * @param excess containers that nobody asked for
 */
public record Survey(List<Visit> visits, List<String> excess, Duration limit) {

  /** How far one visit has come. */
  public enum Phase {
    ASKED,
    STARTING,
    WORKING,
    DONE,
    UNREACHABLE
  }

  /** Something that has happened. */
  @FunctionalInterface
  public interface Change {
    Survey apply(Survey survey, Instant now);
  }

  /**
   * The visit of one host. Its place in the list is its number.
   *
   * @param since when it was last heard of
   * @param trouble why the host was not seen
   */
  public record Visit(
      String host,
      Phase phase,
      Optional<String> container,
      Instant since,
      Optional<String> trouble,
      DataAnswer found) {
    public Visit {
      requireNonNull(host);
      requireNonNull(phase);
      requireNonNull(container);
      requireNonNull(since);
      requireNonNull(trouble);
      requireNonNull(found);
    }

    public boolean ended() {
      return switch (phase) {
        case ASKED, STARTING, WORKING -> false;
        case DONE, UNREACHABLE -> true;
      };
    }

    private Visit in(Phase next, Instant now) {
      return new Visit(host, next, container, now, trouble, found);
    }

    private Visit with(String granted, Instant now) {
      return new Visit(host, Phase.STARTING, Optional.of(granted), now, trouble, found);
    }

    private Visit unreachable(String why) {
      return new Visit(host, Phase.UNREACHABLE, container, since, Optional.of(why), found);
    }

    private Visit done(DataAnswer answer) {
      return new Visit(host, Phase.DONE, container, since, trouble, answer);
    }
  }

  private static final DataAnswer NOTHING =
      new DataAnswer(List.of(), List.of(), List.of(), List.of(), List.of());

  public Survey {
    visits = List.copyOf(visits);
    excess = List.copyOf(excess);
    requireNonNull(limit);
  }

  /**
   * Asks for a container on each host.
   *
   * @param absent hosts that cannot have one now, and why
   */
  public static Survey begin(
      List<String> hosts, Map<String, String> absent, Duration limit, Instant now) {
    List<Visit> visits = new ArrayList<>();
    for (String host : hosts) {
      Visit visit = new Visit(host, Phase.ASKED, Optional.empty(), now, Optional.empty(), NOTHING);
      visits.add(absent.containsKey(host) ? visit.unreachable(absent.get(host)) : visit);
    }
    return new Survey(visits, List.of(), limit);
  }

  /** A container's node id is the number of the visit that it was asked for. */
  public Survey granted(List<Held> containers, Instant now) {
    Survey next = this;
    for (Held held : containers) {
      Optional<Visit> visit = next.visit(held.nodeId());
      next =
          visit.filter(v -> v.phase() == Phase.ASKED && v.host().equals(held.host())).isPresent()
              ? next.change(held.nodeId(), v -> v.with(held.containerId(), now))
              : next.withExcess(held.containerId());
    }
    return next;
  }

  public Survey launchFailed(int number, String reason) {
    return unlessEnded(
        number, v -> v.unreachable("its NodeManager starts no container: " + reason));
  }

  /** Its container has asked what to do, or says that it goes on. */
  public Survey heard(int number, Instant now) {
    return unlessEnded(number, v -> v.in(Phase.WORKING, now));
  }

  public Survey answered(int number, DataAnswer answer) {
    return unlessEnded(number, v -> v.done(answer));
  }

  public Survey completed(String container, int exitStatus, String diagnostics) {
    Survey next = this;
    for (int number = 0; number < visits.size(); number++) {
      if (visits.get(number).container().filter(container::equals).isPresent()) {
        next =
            next.unlessEnded(
                number,
                v ->
                    v.unreachable(
                        "its container ended with %d before it answered%s"
                            .formatted(
                                exitStatus, diagnostics.isBlank() ? "" : ": " + diagnostics)));
      }
    }
    return next;
  }

  /** Gives up the hosts that have been silent for too long. */
  public Survey overdue(Instant now) {
    Survey next = this;
    for (int number = 0; number < visits.size(); number++) {
      if (!now.isBefore(visits.get(number).since().plus(limit))) {
        next = next.unlessEnded(number, v -> v.unreachable(silence(v.phase())));
      }
    }
    return next;
  }

  private String silence(Phase phase) {
    long seconds = limit.toSeconds();
    return switch (phase) {
      case ASKED -> "YARN has granted no container there within " + seconds + " s";
      case STARTING ->
          "its container was started, and has not been heard of within " + seconds + " s";
      case WORKING -> "its container has not been heard of for " + seconds + " s";
      case DONE, UNREACHABLE -> throw new IllegalStateException("it has ended");
    };
  }

  public boolean done() {
    return visits.stream().allMatch(Visit::ended);
  }

  /** When the next host will have been silent for too long. */
  public Instant deadline() {
    return visits.stream()
        .filter(visit -> !visit.ended())
        .map(visit -> visit.since().plus(limit))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  public InventoryResult result(Instant now) {
    return new InventoryResult(
        now,
        visits.stream()
            .map(visit -> new HostFindings(visit.host(), visit.trouble(), visit.found()))
            .toList());
  }

  public Optional<Visit> visit(int number) {
    return number >= 0 && number < visits.size()
        ? Optional.of(visits.get(number))
        : Optional.empty();
  }

  private Survey unlessEnded(int number, UnaryOperator<Visit> how) {
    return visit(number).filter(visit -> !visit.ended()).isPresent() ? change(number, how) : this;
  }

  private Survey change(int number, UnaryOperator<Visit> how) {
    List<Visit> next = new ArrayList<>(visits);
    next.set(number, how.apply(visits.get(number)));
    return new Survey(next, excess, limit);
  }

  private Survey withExcess(String container) {
    List<String> next = new ArrayList<>(excess);
    next.add(container);
    return new Survey(visits, next, limit);
  }
}
