package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.spec.Constraint;

/**
 * A NodeManager as the ResourceManager last reported it.
 *
 * @param totalMemoryMb memory that it offers to containers, MiB
 * @param freeMemoryMb memory that no container holds, MiB
 * @param freeVcores vcores that no container holds
 * @param label its YARN node label; empty: the default partition
 * @param attributes its YARN node attributes by name, with and without their prefix
 * @param leavesIn while it is being decommissioned: how long the ResourceManager still waits, as
 *     reported
 * @param leavesAt the same as a time
 */
public record Host(
    String name,
    String rack,
    Condition condition,
    int totalMemoryMb,
    int freeMemoryMb,
    int freeVcores,
    String label,
    Map<String, String> attributes,
    Optional<Duration> leavesIn,
    Optional<Instant> leavesAt) {

  /** What a NodeManager is good for. */
  public enum Condition {
    RUNNING("running"),
    DECOMMISSIONING("being decommissioned"),
    UNHEALTHY("unhealthy"),
    LOST("lost"),
    GONE("decommissioned or shut down");

    private final String words;

    Condition(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  public Host {
    requireNonNull(name);
    requireNonNull(rack);
    requireNonNull(condition);
    requireNonNull(label);
    attributes = Map.copyOf(attributes);
    requireNonNull(leavesIn);
    requireNonNull(leavesAt);
  }

  /** One that runs, in the default partition. */
  public static Host running(String name, String rack, int freeMemoryMb, int freeVcores) {
    return new Host(
        name,
        rack,
        Condition.RUNNING,
        freeMemoryMb,
        freeMemoryMb,
        freeVcores,
        "",
        Map.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same in another condition. */
  public Host in(Condition next) {
    return new Host(
        name,
        rack,
        next,
        totalMemoryMb,
        freeMemoryMb,
        freeVcores,
        label,
        attributes,
        leavesIn,
        leavesAt);
  }

  /** As it is when that report arrives after another. */
  Host after(Optional<Host> before, Instant now) {
    Optional<Instant> leaves =
        condition == Condition.DECOMMISSIONING
            ? before.flatMap(Host::leavesAt).or(() -> leavesIn.map(now::plus))
            : Optional.empty();
    return new Host(
        name,
        rack,
        condition,
        totalMemoryMb,
        freeMemoryMb,
        freeVcores,
        label,
        attributes,
        leavesIn,
        leaves);
  }

  /** YARN places new containers there. */
  public boolean usable() {
    return condition == Condition.RUNNING;
  }

  /** The value that a constraint looks at. */
  public Optional<String> attribute(String attribute) {
    return switch (attribute) {
      case Constraint.HOSTNAME -> Optional.of(name);
      case Constraint.RACK -> Optional.of(rack);
      case Constraint.LABEL -> Optional.of(label);
      default -> Optional.ofNullable(attributes.get(attribute));
    };
  }
}
