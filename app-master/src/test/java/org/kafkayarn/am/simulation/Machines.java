package org.kafkayarn.am.simulation;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.simulation.FakeYarn.Container;
import org.kafkayarn.am.state.Host;

/** What happens to hosts and their NodeManagers, and what the ResourceManager makes of it. */
final class Machines {
  private final World world;
  private final FakeYarn yarn;

  Machines(World world, FakeYarn yarn) {
    this.world = world;
    this.yarn = yarn;
  }

  /** It dies, is cut off from everyone, or from YARN and the ApplicationMaster only. */
  void disconnect(SimHost host, long expiryMs, boolean dies, boolean cutFromKafka) {
    host.disturbedMs = world.time.nowMs();
    host.connected = false;
    host.cutFromKafka = cutFromKafka;
    for (FakeLauncher process : on(host)) {
      if (dies) {
        process.die(1);
      } else {
        process.wasCut |= cutFromKafka;
      }
    }
    world.time.after(
        expiryMs,
        () -> {
          if (!host.connected && host.condition != Host.Condition.LOST) {
            become(host, Host.Condition.LOST);
            on(host).stream().filter(p -> p.wasCut).forEach(p -> p.givenUp = true);
            containers(host)
                .forEach(c -> yarn.complete(c, FakeYarn.ABORTED, "released on a *lost* node"));
          }
        });
  }

  void reconnect(SimHost host) {
    host.disturbedMs = world.time.nowMs();
    host.connected = true;
    host.cutFromKafka = false;
    containers(host).forEach(c -> c.process.ifPresent(process -> process.wasCut = false));
    become(host, Host.Condition.RUNNING);
  }

  /** Its NodeManager is killed and started again without recovery: the processes live on. */
  void forgetContainers(SimHost host) {
    for (Container container : containers(host)) {
      container.forgotten = true;
      container.process.ifPresent(process -> process.forgotten = true);
      yarn.complete(container, FakeYarn.ABORTED, "Container released on a *lost* node");
    }
  }

  /** An orderly stop without recovery ends the containers, and the NodeManager tells. */
  void stopNodeManager(SimHost host) {
    for (Container container : containers(host)) {
      int code = world.random.nextBoolean() ? 143 : FakeYarn.ABORTED;
      container.process.ifPresent(process -> process.die(code));
      yarn.complete(container, code, "the NodeManager stops");
    }
  }

  /** The RM ends its containers at once; the NodeManager a moment later. */
  void becomeUnhealthy(SimHost host) {
    become(host, Host.Condition.UNHEALTHY);
    containers(host).forEach(c -> yarn.complete(c, FakeYarn.ABORTED, "node is unhealthy"));
    world.time.after(
        world.between(5_000, 90_000),
        () -> {
          if (host.condition == Host.Condition.UNHEALTHY) {
            become(host, Host.Condition.RUNNING);
          }
        });
  }

  /** With a time, the host goes then; without one, when no container is left, or late. */
  void decommission(SimHost host, boolean timed) {
    host.disturbedMs = world.time.nowMs();
    long leavesInMs = world.between(20_000, 180_000);
    host.leavesAtMs = timed ? Optional.of(world.time.nowMs() + leavesInMs) : Optional.empty();
    become(host, Host.Condition.DECOMMISSIONING);
    world.time.after(leavesInMs, () -> leave(host));
  }

  private void leave(SimHost host) {
    if (host.condition == Host.Condition.DECOMMISSIONING) {
      Rules.leaves(world, host, yarn.master());
      become(host, Host.Condition.GONE);
      for (Container container : containers(host)) {
        yarn.complete(container, FakeYarn.ABORTED, "decommissioned");
      }
      world.time.after(world.between(10_000, 120_000), () -> recommission(host));
    }
  }

  void recommission(SimHost host) {
    if (host.condition != Host.Condition.RUNNING && host.connected && !host.dead) {
      host.leavesAtMs = Optional.empty();
      become(host, Host.Condition.RUNNING);
    }
  }

  private void become(SimHost host, Host.Condition condition) {
    world.note(host + " is " + condition);
    host.condition = condition;
    yarn.report(host);
  }

  private List<Container> containers(SimHost host) {
    return yarn.live().stream().filter(c -> c.held.host().equals(host.name)).toList();
  }

  private List<FakeLauncher> on(SimHost host) {
    return world.alive().stream().filter(p -> p.host == host).toList();
  }
}
