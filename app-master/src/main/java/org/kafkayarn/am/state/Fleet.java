package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.spec.StartConditions.Amount;

/**
 * The hosts of the YARN cluster, as far as the ApplicationMaster knows them.
 *
 * @param hosts by name
 * @param seenAt when all of them were last reported together
 * @param headroom what the queue still grants to this application, when that is known
 * @param largest the most that YARN grants to one container, when that is known
 * @param avoided hosts that failed lately, by name
 */
public record Fleet(
    Map<String, Host> hosts,
    Optional<Instant> seenAt,
    Optional<Amount> headroom,
    Optional<Amount> largest,
    Map<String, Avoided> avoided) {
  /** A host that failed a start is not chosen again for so long. */
  static final Duration AVOID_FOR = Duration.ofMinutes(5);

  static final Fleet UNKNOWN =
      new Fleet(Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  /** A host that is not chosen for a while, and why. */
  public record Avoided(Instant until, String reason) {
    public Avoided {
      requireNonNull(until);
      requireNonNull(reason);
    }
  }

  public Fleet {
    hosts = Map.copyOf(hosts);
    requireNonNull(seenAt);
    requireNonNull(headroom);
    requireNonNull(largest);
    avoided = Map.copyOf(avoided);
  }

  public Optional<Host> host(String name) {
    return Optional.ofNullable(hosts.get(name));
  }

  /** What all usable hosts together have free. */
  public Amount free() {
    List<Host> usable = hosts.values().stream().filter(Host::usable).toList();
    return new Amount(
        usable.stream().mapToLong(host -> Math.max(0, host.freeMemoryMb())).sum(),
        usable.stream().mapToInt(host -> Math.max(0, host.freeVcores())).sum());
  }

  /** Why the host is not chosen now, if it is not. */
  public Optional<Avoided> avoided(String name, Instant now) {
    return Optional.ofNullable(avoided.get(name)).filter(avoid -> now.isBefore(avoid.until()));
  }

  Fleet granting(Optional<Amount> most) {
    return new Fleet(hosts, seenAt, headroom, most, avoided);
  }

  Fleet reported(YarnEvent.HostsReported event, Instant now) {
    Map<String, Host> next = event.whole() ? new HashMap<>() : new HashMap<>(hosts);
    event.hosts().forEach((name, host) -> next.put(name, host.after(host(name), now)));
    return new Fleet(
        next,
        event.whole() ? Optional.of(now) : seenAt,
        event.headroom().or(() -> headroom),
        largest,
        avoided);
  }

  /** The host has failed: nothing without data there is sent to it for a while. */
  public Fleet avoiding(String name, String reason, Instant now) {
    Map<String, Avoided> next = new HashMap<>(avoided);
    next.values().removeIf(avoid -> !now.isBefore(avoid.until()));
    next.put(name, new Avoided(now.plus(AVOID_FOR), reason));
    return new Fleet(hosts, seenAt, headroom, largest, next);
  }
}
