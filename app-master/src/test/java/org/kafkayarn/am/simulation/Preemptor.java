package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.simulation.FakeYarn.Container;
import org.kafkayarn.am.simulation.FakeYarn.Stage;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.YarnEvent;

/**
 * Takes containers back for others: says so once or with every heartbeat, and kills what was not
 * given back in time. (FiCaSchedulerApp 3.3.6 forgets what it has announced with the next
 * heartbeat, and ProportionalCapacityPreemptionPolicy names a container once.)
 */
final class Preemptor {
  private static final long WAIT_MS = 15_000;

  /** What is wanted now. */
  private static final class Wish {
    private final Set<String> certain = new HashSet<>();
    private final Set<String> others = new HashSet<>();
    private final List<Container> wanted = new ArrayList<>();
    private int memoryMb;
    private int vcores;
    private boolean every;
    private boolean told;
    private Optional<SimulatedMaster> teller = Optional.empty();
    private final Set<String> given = new LinkedHashSet<>();
  }

  private final World world;
  private final FakeYarn yarn;
  private Optional<Wish> wish = Optional.empty();

  Preemptor(World world, FakeYarn yarn) {
    this.world = world;
    this.yarn = yarn;
  }

  void want() {
    List<Container> live =
        new ArrayList<>(yarn.live().stream().filter(c -> c.stage == Stage.RUNNING).toList());
    if (wish.isPresent() || live.isEmpty()) {
      return;
    }
    Collections.shuffle(live, world.random);
    Wish next = new Wish();
    next.every = world.random.nextBoolean();
    int count = 1 + world.random.nextInt(Math.min(2, live.size()));
    boolean certain = world.random.nextInt(3) == 0;
    for (Container container : live.subList(0, count)) {
      next.wanted.add(container);
      if (certain) {
        next.certain.add(container.held.containerId());
      } else {
        next.memoryMb += memory(container);
        next.vcores++;
        next.others.add(container.held.containerId());
      }
    }
    world.note("fault: a preemption wants " + next.wanted.stream().map(c -> c.held).toList());
    wish = Optional.of(next);
    world.time.after(WAIT_MS, this::take);
  }

  private int memory(Container container) {
    return world.node(container.held.nodeId()).memoryMb();
  }

  private int left(Wish now) {
    return now.memoryMb - freed(now);
  }

  private int freed(Wish now) {
    return yarn.containers.values().stream()
        .filter(c -> now.given.contains(c.held.containerId()) || now.wanted.contains(c))
        .filter(c -> c.stage == Stage.DONE && !now.certain.contains(c.held.containerId()))
        .mapToInt(this::memory)
        .sum();
  }

  /** With a heartbeat. */
  void tell(SimulatedMaster master) {
    if (wish.isEmpty()) {
      return;
    }
    Wish now = wish.get();
    if (now.teller.isPresent() && now.teller.get() != master) {
      now.given.clear();
      now.teller = Optional.empty();
      now.every = false;
      return;
    }
    if ((now.told && !now.every) || (now.certain.isEmpty() && left(now) <= 0)) {
      return;
    }
    now.told = true;
    now.teller = Optional.of(master);
    master.post(
        new YarnEvent.PreemptionAnnounced(
            now.certain, now.others, new Amount(Math.max(0, left(now)), vcores(now))));
  }

  private int vcores(Wish now) {
    long freed =
        yarn.containers.values().stream()
            .filter(c -> now.given.contains(c.held.containerId()) || now.wanted.contains(c))
            .filter(c -> c.stage == Stage.DONE && !now.certain.contains(c.held.containerId()))
            .count();
    return (int) Math.max(0, now.vcores - freed);
  }

  /** A master stops a node for it. */
  void gives(SimulatedMaster master, String containerId) {
    wish.filter(now -> now.teller.equals(Optional.of(master)))
        .filter(now -> !now.certain.contains(containerId) && !now.given.contains(containerId))
        .ifPresent(
            now -> {
              List<Integer> sizes =
                  Stream.concat(now.given.stream(), Stream.of(containerId))
                      .map(id -> memory(yarn.containers.get(id)))
                      .toList();
              int memory = sizes.stream().mapToInt(Integer::intValue).sum();
              if (memory - Collections.max(sizes) >= now.memoryMb
                  && now.given.size() >= now.vcores) {
                throw world.violation(
                    "gives back more than a preemption wants: %s beside %s for %d MiB"
                        .formatted(containerId, now.given, now.memoryMb));
              }
              now.given.add(containerId);
            });
  }

  private void take() {
    Wish now = wish.orElseThrow();
    wish = Optional.empty();
    for (Container container : now.wanted) {
      boolean certain = now.certain.contains(container.held.containerId());
      if (container.stage != Stage.DONE && (certain || left(now) > 0)) {
        yarn.preempt(container);
      }
    }
  }

  @Override
  public String toString() {
    return wish.map(
            now ->
                now.wanted.stream()
                    .map(c -> c.held.containerId())
                    .collect(Collectors.joining(", ")))
        .orElse("nothing");
  }
}
