package org.kafkayarn.am.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Fleet;
import org.kafkayarn.am.state.Host;

/** Tells what becomes of the hosts: what YARN says of them, and which are avoided. */
final class HostStory {
  private final Teller teller;
  private Map<String, Fleet.Avoided> avoided = Map.of();

  HostStory(Teller teller) {
    this.teller = teller;
  }

  @SuppressWarnings("ReferenceEquality") // the same map has not changed
  void tell(ClusterState before, ClusterState after, Instant at) {
    Map<String, Host> hosts = before.fleet().hosts();
    if (hosts != after.fleet().hosts() && !hosts.isEmpty()) {
      hosts(hosts, after.fleet().hosts(), at);
    }
    avoided(after, at);
  }

  private void hosts(Map<String, Host> before, Map<String, Host> after, Instant at) {
    for (Host host : after.values()) {
      Host last = before.get(host.name());
      if (last == null) {
        host(at, EventKind.HOST_NEW, host, "rack " + host.rack() + ", " + host.condition());
      } else if (last.condition() != host.condition()) {
        condition(host, at);
      }
    }
    for (Host last : before.values()) {
      if (!after.containsKey(last.name()) && last.usable()) {
        host(at, EventKind.HOST_LOST, last, "YARN does not report it any more");
      }
    }
  }

  private void condition(Host host, Instant at) {
    String reason = "its NodeManager is " + host.condition();
    switch (host.condition()) {
      case RUNNING -> host(at, EventKind.HOST_BACK, host, reason + " again");
      case DECOMMISSIONING ->
          host(
              at,
              EventKind.HOST_LEAVING,
              host,
              reason + host.leavesAt().map(time -> ", until " + time).orElse(""));
      case UNHEALTHY, LOST, GONE -> host(at, EventKind.HOST_LOST, host, reason);
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same map has not changed
  void avoided(ClusterState state, Instant at) {
    Map<String, Fleet.Avoided> now = state.fleet().avoided();
    if (now == avoided) {
      return;
    }
    now.forEach(
        (name, avoid) -> {
          if (!avoid.equals(avoided.get(name))) {
            teller.tell(
                at,
                EventKind.HOST_AVOIDED,
                Optional.empty(),
                Optional.of(name),
                "not chosen until " + avoid.until() + ": " + avoid.reason());
          }
        });
    avoided = now;
  }

  private void host(Instant at, EventKind kind, Host host, String reason) {
    teller.tell(at, kind, Optional.empty(), Optional.of(host.name()), reason);
  }
}
