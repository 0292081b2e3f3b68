package org.kafkayarn.am.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;

/**
 * Chooses where a node's container is asked for.
 *
 * <p>A node with data: on its home host, for as long as it takes. A node without: on the host with
 * room that has the fewest nodes of this cluster, in the rack that has the fewest, the one with
 * most free memory first, then by name (which is arbitrary, and makes equal states give equal
 * plans). If YARN does not grant it there within {@link #FIRST_CHOICE}, anywhere.
 */
final class Placement {
  static final Duration FIRST_CHOICE = Duration.ofSeconds(5);

  private Placement() {}

  static Slot.Ask choose(ClusterState state, int id, Instant now) {
    Optional<String> home = home(state, id);
    if (home.isPresent()) {
      return new Slot.Ask(home, true, Optional.empty());
    }
    return emptiestHost(state, id)
        .map(host -> new Slot.Ask(Optional.of(host), true, Optional.of(now.plus(FIRST_CHOICE))))
        .orElse(new Slot.Ask(Optional.empty(), false, Optional.empty()));
  }

  static Optional<String> home(ClusterState state, int id) {
    return state.ledger().node(id).filter(NodeRecord::mayHoldData).map(NodeRecord::host);
  }

  /** What is asked for and what it waits for, in words. */
  static String describe(ClusterState state, int id, Slot.Ask ask) {
    String size =
        "a container of "
            + state.spec().memoryMb()
            + " MiB and "
            + state.spec().vcores()
            + " vcores";
    if (ask.host().isEmpty()) {
      return size + " on any host" + room(state);
    }
    String host = ask.host().get();
    return home(state, id).isPresent()
        ? size + " on " + host + ", where its data is" + trouble(state, host)
        : size + " on " + host;
  }

  private static String room(ClusterState state) {
    long fitting = state.hosts().values().stream().filter(h -> hasRoom(state, h)).count();
    return state.hosts().isEmpty() || fitting > 0
        ? ""
        : "; none of the " + state.hosts().size() + " hosts has that much free now";
  }

  private static String trouble(ClusterState state, String name) {
    Optional<Host> host = Optional.ofNullable(state.hosts().get(name));
    if (host.isEmpty()) {
      return "; YARN does not know that host now";
    }
    if (!host.get().usable()) {
      return "; its NodeManager is not running";
    }
    return hasRoom(state, host.get())
        ? ""
        : "; it has only " + host.get().freeMemoryMb() + " MiB free";
  }

  private static Optional<String> emptiestHost(ClusterState state, int id) {
    Map<String, Integer> perHost = new HashMap<>();
    Map<String, Integer> perRack = new HashMap<>();
    for (Slot slot : state.slots().values()) {
      if (slot.id() != id) {
        place(state, slot)
            .ifPresent(
                host -> {
                  perHost.merge(host, 1, Integer::sum);
                  perRack.merge(rack(state, host), 1, Integer::sum);
                });
      }
    }
    return state.hosts().values().stream()
        .filter(host -> hasRoom(state, host))
        .min(
            Comparator.<Host>comparingInt(host -> perHost.getOrDefault(host.name(), 0))
                .thenComparing(host -> perRack.getOrDefault(host.rack(), 0))
                .thenComparing(Comparator.comparingInt(Host::freeMemoryMb).reversed())
                .thenComparing(Host::name))
        .map(Host::name);
  }

  /** Where a node is, is asked for, or has its data. */
  private static Optional<String> place(ClusterState state, Slot slot) {
    return slot.container()
        .map(Held::host)
        .or(() -> slot.ask().flatMap(Slot.Ask::host))
        .or(() -> home(state, slot.id()));
  }

  private static String rack(ClusterState state, String host) {
    return Optional.ofNullable(state.hosts().get(host)).map(Host::rack).orElse("");
  }

  private static boolean hasRoom(ClusterState state, Host host) {
    return host.usable()
        && host.freeMemoryMb() >= state.spec().memoryMb()
        && host.freeVcores() >= state.spec().vcores();
  }
}
