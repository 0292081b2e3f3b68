package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What must outlive every process of the cluster: identities and places. Never a phase.
 *
 * @param kafkaClusterId Kafka's cluster id, chosen once
 * @param initialVoters the quorum's first voters, {@code id@host:port:directoryId,…}; empty until
 *     their hosts are known, fixed for ever once one of them may have formatted
 * @param nodes what is known of each node id that was ever started
 * @param stoppedApplication the YARN application that was last told to stop in order: another
 *     attempt of it goes on stopping, another application starts
 * @param quorumEndpoints host:port at which the quorum last saw each voter: where the others dial
 *     it
 */
public record Ledger(
    String kafkaClusterId,
    String initialVoters,
    SortedMap<Integer, NodeRecord> nodes,
    Optional<String> stoppedApplication,
    SortedMap<Integer, String> quorumEndpoints) {

  /**
   * One node.
   *
   * @param controller takes part in the quorum
   * @param host the host that holds its data, and where it runs or ran last
   * @param rack that host's rack, as the ResourceManager names it
   * @param brokerPort where clients and brokers reach it
   * @param controllerPort where voters reach it; 0 for a plain broker
   * @param controlPort its launcher's control endpoint
   * @param directoryId the id of its metadata directory, chosen beforehand for an initial voter
   * @param dataDirs its data directories; empty until a launcher has reported them
   * @param holdsData a launcher has reported its directories as formatted
   * @param containerId the container that was last started for it
   * @param firstStart when it was first started on its host; absent: no disk there can hold its
   *     data
   * @param lastStart when it was started in that container
   * @param lastStop when Kafka was last known to end
   * @param lastStopClean that end was a clean shutdown
   * @param failures failed starts in a row
   */
  public record NodeRecord(
      int id,
      boolean controller,
      String host,
      String rack,
      int brokerPort,
      int controllerPort,
      int controlPort,
      String directoryId,
      List<String> dataDirs,
      boolean holdsData,
      Optional<String> containerId,
      Optional<Instant> firstStart,
      Optional<Instant> lastStart,
      Optional<Instant> lastStop,
      boolean lastStopClean,
      int failures) {
    public NodeRecord {
      requireNonNull(host);
      requireNonNull(rack);
      requireNonNull(directoryId);
      dataDirs = List.copyOf(dataDirs);
      requireNonNull(containerId);
      requireNonNull(firstStart);
      requireNonNull(lastStart);
      requireNonNull(lastStop);
    }

    /** Where voters reach it. */
    public String controllerEndpoint() {
      return host + ":" + controllerPort;
    }

    /** Its data may be on its host: it was started there, or a launcher said so. */
    public boolean mayHoldData() {
      return holdsData || firstStart.isPresent();
    }

    /** No container but the last can have touched the disks of its host. */
    public boolean startedOnce() {
      return firstStart.equals(lastStart);
    }

    public NodeRecord startedIn(String container, Instant at) {
      return copy(
          dataDirs,
          holdsData,
          Optional.of(container),
          firstStart.or(() -> Optional.of(at)),
          Optional.of(at),
          lastStop,
          lastStopClean,
          failures);
    }

    public NodeRecord stopped(Instant at, boolean clean, int failuresInARow) {
      return copy(
          dataDirs,
          holdsData,
          containerId,
          firstStart,
          lastStart,
          Optional.of(at),
          clean,
          failuresInARow);
    }

    public NodeRecord withData(List<String> dirs) {
      return copy(
          dirs, true, containerId, firstStart, lastStart, lastStop, lastStopClean, failures);
    }

    public NodeRecord withFailures(int count) {
      return copy(
          dataDirs, holdsData, containerId, firstStart, lastStart, lastStop, lastStopClean, count);
    }

    /**
     * Its container ended before any data was touched. An earlier one may have touched it all the
     * same: only when this start was the first is the node free to go elsewhere.
     */
    public NodeRecord untouched() {
      boolean free = !holdsData && startedOnce();
      return copy(
          dataDirs,
          holdsData,
          Optional.empty(),
          free ? Optional.empty() : firstStart,
          free ? Optional.empty() : lastStart,
          lastStop,
          lastStopClean,
          failures);
    }

    public NodeRecord withPorts(int broker, int controllerListener, int control) {
      return new NodeRecord(
          id,
          controller,
          host,
          rack,
          broker,
          controllerListener,
          control,
          directoryId,
          dataDirs,
          holdsData,
          containerId,
          firstStart,
          lastStart,
          lastStop,
          lastStopClean,
          failures);
    }

    private NodeRecord copy(
        List<String> dirs,
        boolean data,
        Optional<String> container,
        Optional<Instant> first,
        Optional<Instant> start,
        Optional<Instant> stop,
        boolean clean,
        int fails) {
      return new NodeRecord(
          id,
          controller,
          host,
          rack,
          brokerPort,
          controllerPort,
          controlPort,
          directoryId,
          dirs,
          data,
          container,
          first,
          start,
          stop,
          clean,
          fails);
    }
  }

  public Ledger {
    requireNonNull(kafkaClusterId);
    requireNonNull(initialVoters);
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    requireNonNull(stoppedApplication);
    quorumEndpoints = Collections.unmodifiableSortedMap(new TreeMap<>(quorumEndpoints));
  }

  public static Ledger empty(String kafkaClusterId) {
    return new Ledger(kafkaClusterId, "", new TreeMap<>(), Optional.empty(), new TreeMap<>());
  }

  public Optional<NodeRecord> node(int id) {
    return Optional.ofNullable(nodes.get(id));
  }

  public Ledger with(NodeRecord node) {
    SortedMap<Integer, NodeRecord> changed = new TreeMap<>(nodes);
    changed.put(node.id(), node);
    return new Ledger(kafkaClusterId, initialVoters, changed, stoppedApplication, quorumEndpoints);
  }

  public Ledger withInitialVoters(String voters) {
    return new Ledger(kafkaClusterId, voters, nodes, stoppedApplication, quorumEndpoints);
  }

  /** The quorum has seen a voter at the endpoint that its record names. */
  public Ledger seenByQuorum(NodeRecord voter) {
    SortedMap<Integer, String> seen = new TreeMap<>(quorumEndpoints);
    seen.put(voter.id(), voter.controllerEndpoint());
    return new Ledger(kafkaClusterId, initialVoters, nodes, stoppedApplication, seen);
  }

  public Ledger withStopOf(String application) {
    return new Ledger(
        kafkaClusterId, initialVoters, nodes, Optional.of(application), quorumEndpoints);
  }
}
