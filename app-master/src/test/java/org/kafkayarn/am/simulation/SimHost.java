package org.kafkayarn.am.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A machine: its NodeManager's connections, its disks, its ports. */
final class SimHost {
  /** One node's data on this host. */
  static final class Directory {
    boolean formatted;
    Optional<FakeLauncher> lockedBy = Optional.empty();

    /** What a voter knows of the endpoints of the others, by node id. */
    final Map<Integer, String> endpoints = new HashMap<>();
  }

  final String name;
  final String rack;
  final int capacity;

  /** The RM and the ApplicationMaster reach it. */
  boolean connected = true;

  /** The RM counts it as running. */
  boolean usable = true;

  boolean java = true;

  /** Containers' worth of room that other applications hold. */
  int foreignContainers;

  final Set<Integer> foreignPorts = new HashSet<>();
  private final Map<Integer, Directory> directories = new HashMap<>();

  SimHost(String name, String rack, int capacity) {
    this.name = name;
    this.rack = rack;
    this.capacity = capacity;
  }

  Directory directory(int nodeId) {
    return directories.computeIfAbsent(nodeId, id -> new Directory());
  }

  @Override
  public String toString() {
    return name;
  }
}
