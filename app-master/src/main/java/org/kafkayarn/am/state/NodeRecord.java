package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must be remembered of one node: its identity, its place, its ports, its data.
 *
 * @param controller its next start is as a controller too: it has a vote, or is to get one
 * @param host the host that holds its data, and where it runs or ran last
 * @param rack that host's rack, as the ResourceManager names it
 * @param brokerPort where clients and brokers reach it; 0 for a node that is no broker
 * @param controllerPort where voters reach it; 0 for a plain broker
 * @param controlPort its launcher's control endpoint
 * @param directoryId the id of its metadata directory: chosen beforehand for an initial voter, what
 *     the launcher says from then on
 * @param joins it has left its first data: should it be a first voter, it has no vote of its own
 *     any more and gets one as any other does
 * @param dataDirs its data directories; empty until a launcher has reported them
 * @param directoryIds Kafka's id of each of them that is known, by its path
 * @param holdsData a launcher has reported its directories as formatted
 * @param containerId the container that was last started for it, until it is known to have ended
 * @param firstStart when it was first started on its host; absent: no disk there can hold its data
 * @param lastStart when it was started in that container
 * @param lastStop when Kafka was last known to end
 * @param lastStopClean that end was a clean shutdown
 * @param endConfirmed who could see the process said that it has ended; otherwise it may still run
 *     for a while, whatever the ResourceManager says
 * @param awaySince since when this application waits for its place; a crash loop does not renew it
 * @param failures failed starts in a row
 * @param unregistration Kafka may have been asked to take it off after a crash
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
    boolean joins,
    List<String> dataDirs,
    Map<String, String> directoryIds,
    boolean holdsData,
    Optional<String> containerId,
    Optional<Instant> firstStart,
    Optional<Instant> lastStart,
    Optional<Instant> lastStop,
    boolean lastStopClean,
    boolean endConfirmed,
    Optional<Instant> awaySince,
    int failures,
    Optional<Unregistration> unregistration) {
  public NodeRecord {
    requireNonNull(host);
    requireNonNull(rack);
    requireNonNull(directoryId);
    dataDirs = List.copyOf(dataDirs);
    // Records of earlier versions have none.
    directoryIds = directoryIds == null ? Map.of() : Map.copyOf(directoryIds);
    requireNonNull(containerId);
    requireNonNull(firstStart);
    requireNonNull(lastStart);
    requireNonNull(lastStop);
    requireNonNull(awaySince);
    // Records of earlier versions have none.
    unregistration = unregistration == null ? Optional.empty() : unregistration;
  }

  /** A node that gets its first place. */
  public static NodeRecord placed(
      int id, boolean controller, String host, String rack, String directoryId, int failures) {
    return new NodeRecord(
        id,
        controller,
        host,
        rack,
        0,
        0,
        0,
        directoryId,
        false,
        List.of(),
        Map.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        true,
        Optional.empty(),
        failures,
        Optional.empty());
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
    Copy copy = new Copy(this);
    copy.containerId = Optional.of(container);
    copy.firstStart = firstStart.or(() -> Optional.of(at));
    copy.lastStart = Optional.of(at);
    copy.endConfirmed = false;
    return copy.record();
  }

  /** Kafka has ended; its container has not. */
  public NodeRecord stopped(Instant at, boolean clean, int failuresInARow) {
    Copy copy = new Copy(this);
    copy.lastStop = Optional.of(at);
    copy.lastStopClean = clean;
    copy.endConfirmed = true;
    copy.failures = failuresInARow;
    return copy.record();
  }

  /** Its container has ended; confirmed: who says so could see it. */
  public NodeRecord ended(Instant at, boolean clean, boolean confirmed, int failuresInARow) {
    Copy copy = new Copy(stopped(at, clean, failuresInARow));
    copy.endConfirmed = confirmed;
    copy.containerId = Optional.empty();
    return copy.record();
  }

  /** Kafka runs again in the same container. */
  NodeRecord running() {
    if (!endConfirmed) {
      return this;
    }
    Copy copy = new Copy(this);
    copy.endConfirmed = false;
    return copy.record();
  }

  public NodeRecord withData(List<String> dirs) {
    return withData(dirs, Map.of(), Optional.empty());
  }

  /**
   * As its launcher reports it. A directory whose disk is away now keeps the id that it is known
   * by.
   *
   * @param metadataId of the directory with the metadata log, when the launcher says it
   */
  public NodeRecord withData(
      List<String> dirs, Map<String, String> reported, Optional<String> metadataId) {
    Map<String, String> ids = new HashMap<>(directoryIds);
    ids.keySet().retainAll(dirs);
    ids.putAll(reported);
    Copy copy = new Copy(this);
    copy.dataDirs = dirs;
    copy.directoryIds = ids;
    copy.directoryId = metadataId.orElse(directoryId);
    copy.holdsData = true;
    NodeRecord next = copy.record();
    return next.equals(this) ? this : next;
  }

  /** Its start was a good one: the next failure is the first of a series. */
  public NodeRecord good() {
    Copy copy = new Copy(this);
    copy.failures = 0;
    copy.awaySince = Optional.empty();
    return copy.record();
  }

  NodeRecord away(Instant since) {
    Copy copy = new Copy(this);
    copy.awaySince = Optional.of(since);
    return copy.record();
  }

  /** What an application waited for does not count for the next. */
  NodeRecord ofNewApplication() {
    Copy copy = new Copy(this);
    copy.awaySince = Optional.empty();
    return copy.record();
  }

  /**
   * Its container ended before any data was touched. An earlier one may have touched it all the
   * same: only when this start was the first is the node free to go elsewhere.
   */
  public NodeRecord untouched() {
    boolean free = !holdsData && startedOnce();
    Copy copy = new Copy(this);
    copy.containerId = Optional.empty();
    copy.firstStart = free ? Optional.empty() : firstStart;
    copy.lastStart = free ? Optional.empty() : lastStart;
    return copy.record();
  }

  /** Kafka is about to be asked to take it off. */
  public NodeRecord unregistering(Unregistration call) {
    Copy copy = new Copy(this);
    copy.unregistration = Optional.of(call);
    return copy.record();
  }

  /** Nobody can take it off any more. */
  public NodeRecord withoutUnregistration() {
    Copy copy = new Copy(this);
    copy.unregistration = Optional.empty();
    return copy.record();
  }

  public NodeRecord withPorts(int broker, int controllerListener, int control) {
    Copy copy = new Copy(this);
    copy.brokerPort = broker;
    copy.controllerPort = controllerListener;
    copy.controlPort = control;
    return copy.record();
  }

  /** The same node as its next start has it. */
  public NodeRecord withRole(boolean isController, int controllerListener) {
    Copy copy = new Copy(this);
    copy.controller = isController;
    copy.controllerPort = controllerListener;
    return copy.record();
  }

  /** What it held is missing, and Kafka has all of it elsewhere: it starts anew, where it may. */
  public NodeRecord withoutData() {
    return movedTo(host, rack);
  }

  /** The same node in another place, without what it leaves behind. */
  public NodeRecord movedTo(String newHost, String newRack) {
    Copy copy = new Copy(this);
    copy.host = newHost;
    copy.rack = newRack;
    copy.joins = joins || mayHoldData();
    copy.dataDirs = List.of();
    copy.directoryIds = Map.of();
    copy.holdsData = false;
    copy.containerId = Optional.empty();
    copy.firstStart = Optional.empty();
    copy.lastStart = Optional.empty();
    return copy.record();
  }

  /** The components of a record that is about to differ in a few of them. */
  private static final class Copy {
    private final NodeRecord from;
    private boolean controller;
    private String host;
    private String rack;
    private int brokerPort;
    private int controllerPort;
    private int controlPort;
    private String directoryId;
    private boolean joins;
    private List<String> dataDirs;
    private Map<String, String> directoryIds;
    private boolean holdsData;
    private Optional<String> containerId;
    private Optional<Instant> firstStart;
    private Optional<Instant> lastStart;
    private Optional<Instant> lastStop;
    private boolean lastStopClean;
    private boolean endConfirmed;
    private Optional<Instant> awaySince;
    private int failures;
    private Optional<Unregistration> unregistration;

    Copy(NodeRecord from) {
      this.from = from;
      this.controller = from.controller;
      this.host = from.host;
      this.rack = from.rack;
      this.brokerPort = from.brokerPort;
      this.controllerPort = from.controllerPort;
      this.controlPort = from.controlPort;
      this.directoryId = from.directoryId;
      this.joins = from.joins;
      this.dataDirs = from.dataDirs;
      this.directoryIds = from.directoryIds;
      this.holdsData = from.holdsData;
      this.containerId = from.containerId;
      this.firstStart = from.firstStart;
      this.lastStart = from.lastStart;
      this.lastStop = from.lastStop;
      this.lastStopClean = from.lastStopClean;
      this.endConfirmed = from.endConfirmed;
      this.awaySince = from.awaySince;
      this.failures = from.failures;
      this.unregistration = from.unregistration;
    }

    NodeRecord record() {
      return new NodeRecord(
          from.id,
          controller,
          host,
          rack,
          brokerPort,
          controllerPort,
          controlPort,
          directoryId,
          joins,
          dataDirs,
          directoryIds,
          holdsData,
          containerId,
          firstStart,
          lastStart,
          lastStop,
          lastStopClean,
          endConfirmed,
          awaySince,
          failures,
          unregistration);
    }
  }
}
