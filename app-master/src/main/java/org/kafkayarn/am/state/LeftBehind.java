package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Data that a node left on a host when it moved. Nothing removes it by itself.
 *
 * @param directoryIds Kafka's ids of these directories, as far as they are known
 */
public record LeftBehind(
    int nodeId, String host, List<String> dataDirs, Instant since, List<String> directoryIds) {

  /**
   * Data that was left behind and is there no more.
   *
   * @param directoryId empty: all that the node left there and is known by no id
   */
  public record Gone(int nodeId, String host, String directoryId) {
    public Gone {
      requireNonNull(host);
      requireNonNull(directoryId);
    }
  }

  public LeftBehind {
    requireNonNull(host);
    dataDirs = List.copyOf(dataDirs);
    requireNonNull(since);
    // Ledgers of earlier versions have none.
    directoryIds = directoryIds == null ? List.of() : List.copyOf(directoryIds);
  }

  static LeftBehind by(NodeRecord node, Instant at) {
    SortedSet<String> ids = new TreeSet<>(node.directoryIds().values());
    if (node.controller() && !node.joins()) {
      // A first voter formats with the id that was chosen for it, whether or not its launcher
      // lived to tell.
      ids.add(node.directoryId());
    }
    return new LeftBehind(node.id(), node.host(), node.dataDirs(), at, List.copyOf(ids));
  }

  boolean is(int ofNode, String onHost) {
    return nodeId == ofNode && host.equals(onHost);
  }

  Optional<LeftBehind> except(Set<String> goneIds) {
    List<String> kept = directoryIds.stream().filter(id -> !goneIds.contains(id)).toList();
    boolean nothingLeft = directoryIds.isEmpty() ? goneIds.contains("") : kept.isEmpty();
    return nothingLeft
        ? Optional.empty()
        : Optional.of(new LeftBehind(nodeId, host, dataDirs, since, kept));
  }

  /** With the place of each directory that its launcher has set aside. */
  LeftBehind movedTo(List<String> places) {
    List<String> dirs = new ArrayList<>(dataDirs);
    for (String place : places) {
      for (String id : directoryIds) {
        String infix = LauncherState.LEFT_BEHIND + id;
        if (place.endsWith(infix)) {
          dirs.replaceAll(dir -> place.equals(dir + infix) ? place : dir);
        }
      }
    }
    return new LeftBehind(nodeId, host, dirs, since, directoryIds);
  }
}
