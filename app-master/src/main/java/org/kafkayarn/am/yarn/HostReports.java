package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.yarn.api.records.NodeAttribute;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Host;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Translates YARN's node reports to hosts, and asks for all of them while a node waits for a place:
 * the ResourceManager tells by itself when a host comes or goes, but not how much is free.
 */
final class HostReports {
  private static final Logger LOG = LoggerFactory.getLogger(HostReports.class);
  private static final long EVERY_MS = 3_000;

  private final YarnClient client;
  private final Supplier<Optional<Amount>> headroom;
  private final Consumer<Event> events;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread daemon = new Thread(work, "host-reports");
            daemon.setDaemon(true);
            return daemon;
          });
  private volatile boolean wanted;

  HostReports(YarnClient client, Supplier<Optional<Amount>> headroom, Consumer<Event> events) {
    this.client = client;
    this.headroom = headroom;
    this.events = events;
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::refresh, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  void stop() {
    thread.shutdownNow();
  }

  /** Whether somebody waits for room is what the state says. */
  void follow(Snapshot snapshot) {
    wanted =
        snapshot.state().slots().values().stream()
            .anyMatch(
                slot ->
                    slot.phase() == Slot.Phase.VACANT
                        || slot.phase() == Slot.Phase.REQUESTED
                        || slot.resize().filter(resize -> !resize.isDone()).isPresent());
  }

  private void refresh() {
    if (!wanted) {
      return;
    }
    try {
      events.accept(all());
    } catch (YarnException | IOException e) {
      LOG.debug("The ResourceManager does not report its hosts", e);
    }
  }

  Event all() throws YarnException, IOException {
    return new YarnEvent.HostsReported(hosts(client.getNodeReports()), true, headroom.get());
  }

  /** Those of which something is new. */
  Event some(List<NodeReport> reports) {
    return new YarnEvent.HostsReported(hosts(reports), false, headroom.get());
  }

  /**
   * By name of the host. A NodeManager that came back at another port is reported twice: the one
   * that runs is meant. Where several run on one host, the one with most room is.
   */
  private static Map<String, Host> hosts(Collection<NodeReport> reports) {
    Map<String, Host> hosts = new HashMap<>();
    for (NodeReport report : reports) {
      Host host = host(report);
      ReportedRacks.report(host.name(), host.rack());
      hosts.merge(host.name(), host, HostReports::better);
    }
    return hosts;
  }

  private static Host better(Host one, Host other) {
    if (one.condition() != other.condition()) {
      return one.condition().compareTo(other.condition()) < 0 ? one : other;
    }
    return one.freeMemoryMb() >= other.freeMemoryMb() ? one : other;
  }

  private static Host host(NodeReport report) {
    Resource total = Optional.ofNullable(report.getCapability()).orElse(Resource.newInstance(0, 0));
    Resource used = Optional.ofNullable(report.getUsed()).orElse(Resource.newInstance(0, 0));
    return new Host(
        report.getNodeId().getHost(),
        report.getRackName(),
        condition(report.getNodeState()),
        mebibytes(total.getMemorySize()),
        mebibytes(total.getMemorySize() - used.getMemorySize()),
        total.getVirtualCores() - used.getVirtualCores(),
        label(report),
        attributes(report),
        Optional.ofNullable(report.getDecommissioningTimeout())
            .filter(seconds -> seconds >= 0)
            .map(Duration::ofSeconds),
        Optional.empty());
  }

  private static int mebibytes(long size) {
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  private static Host.Condition condition(NodeState state) {
    return switch (state) {
      case RUNNING -> Host.Condition.RUNNING;
      case DECOMMISSIONING -> Host.Condition.DECOMMISSIONING;
      case UNHEALTHY -> Host.Condition.UNHEALTHY;
      case LOST, NEW, REBOOTED -> Host.Condition.LOST;
      case DECOMMISSIONED -> Host.Condition.GONE;
      // An orderly stop of the NodeManager: it is expected back.
      case SHUTDOWN -> Host.Condition.LOST;
    };
  }

  /** A host is in one partition, which YARN tells as a set (Hadoop 3.3.6). */
  private static String label(NodeReport report) {
    return Optional.ofNullable(report.getNodeLabels())
        .flatMap(labels -> labels.stream().findFirst())
        .orElse("");
  }

  /** A prefix is rarely given by those who write a constraint: both names find the value. */
  private static Map<String, String> attributes(NodeReport report) {
    Map<String, String> attributes = new HashMap<>();
    Set<NodeAttribute> given = Optional.ofNullable(report.getNodeAttributes()).orElse(Set.of());
    for (NodeAttribute attribute : given) {
      String name = attribute.getAttributeKey().getAttributeName();
      String value = Optional.ofNullable(attribute.getAttributeValue()).orElse("");
      attributes.putIfAbsent(name, value);
      attributes.put(attribute.getAttributeKey().getAttributePrefix() + "/" + name, value);
    }
    return attributes;
  }
}
