package org.kafkayarn.am.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** One partition: who holds it, who is in sync, who leads, and how much was acknowledged. */
final class Partition {
  final String name;
  final int minInSync;
  final TreeSet<Integer> inSync;
  List<Integer> replicas;
  Optional<Integer> leader = Optional.empty();
  long acknowledged;

  /** Since when each of its replicas is where it is. */
  private final Map<Integer, Long> sinceMs = new TreeMap<>();

  Partition(String name, List<Integer> replicas, int minInSync, long nowMs) {
    this.name = name;
    this.replicas = replicas;
    this.minInSync = minInSync;
    this.inSync = new TreeSet<>(replicas);
    replicas.forEach(id -> sinceMs.put(id, nowMs));
  }

  boolean isBelowMinIsrWithout(int id) {
    return inSync.contains(id) && inSync.size() <= minInSync;
  }

  boolean isLast(int id) {
    return inSync.contains(id) && inSync.size() == 1;
  }

  boolean isOn(int id, long sinceAtLeastMs) {
    return replicas.contains(id) && sinceMs.get(id) <= sinceAtLeastMs;
  }

  /** A replica that has all there is takes the place of another. */
  void replace(int from, int to, long nowMs) {
    List<Integer> next = new ArrayList<>(replicas);
    next.replaceAll(id -> id == from ? to : id);
    replicas = List.copyOf(next);
    sinceMs.remove(from);
    sinceMs.put(to, nowMs);
    inSync.remove(from);
    inSync.add(to);
    leader = leader.filter(id -> id != from);
  }
}
