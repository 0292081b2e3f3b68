package org.kafkayarn.am.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.am.state.Host;

/** A machine: its NodeManager's connections, its disks, its ports. */
final class SimHost {
  /** One node's data on this host. */
  static final class Directory {
    boolean formatted;

    /** The mark of a clean shutdown is there. */
    boolean stoppedCleanly;

    Optional<FakeLauncher> lockedBy = Optional.empty();

    /** Written when it is formatted; empty before. */
    String id = "";

    /** What a voter knows of the others and itself, by node id; of which time that is. */
    final Map<Integer, FakeQuorum.Voter> voters = new HashMap<>();

    long votersVersion;

    /** How many records of each partition it holds. */
    final Map<String, Long> records = new HashMap<>();
  }

  final String name;
  final String rack;
  final int memoryMb;

  /** The RM and the ApplicationMaster reach it. */
  boolean connected = true;

  /** While it is not connected: Kafka's nodes do not reach it either. */
  boolean cutFromKafka;

  /** It never comes back. */
  boolean dead;

  /** What the RM says of it. */
  Host.Condition condition = Host.Condition.RUNNING;

  /** While it is being decommissioned: when it goes. */
  Optional<Long> leavesAtMs = Optional.empty();

  boolean java = true;

  /** Room that other applications hold. */
  int foreignMb;

  /** When it was last cut off, came back, or was told to leave. */
  long disturbedMs;

  /** Its disks are full until then. */
  long fullUntilMs;

  final Set<Integer> foreignPorts = new HashSet<>();
  private final Map<Integer, Directory> directories = new HashMap<>();

  SimHost(String name, String rack, int memoryMb) {
    this.name = name;
    this.rack = rack;
    this.memoryMb = memoryMb;
  }

  boolean reachesKafka() {
    return connected || !cutFromKafka;
  }

  Directory directory(int nodeId) {
    return directories.computeIfAbsent(nodeId, id -> new Directory());
  }

  /** What was there is out of the way: set aside, or lost with its disk. */
  Directory newDirectory(int nodeId) {
    Directory fresh = new Directory();
    directories.put(nodeId, fresh);
    return fresh;
  }

  @Override
  public String toString() {
    return name;
  }
}
