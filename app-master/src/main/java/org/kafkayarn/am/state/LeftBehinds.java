package org.kafkayarn.am.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.state.LeftBehind.Gone;

/** All data that nodes have left on hosts, and that nobody is known to have removed. */
public record LeftBehinds(List<LeftBehind> all) {
  public static final LeftBehinds NONE = new LeftBehinds(List.of());

  public LeftBehinds {
    all = List.copyOf(all);
  }

  /** A node leaves its place, and the data that it may have there. */
  LeftBehinds with(NodeRecord node, Instant at) {
    return node.mayHoldData()
        ? new LeftBehinds(Stream.concat(all.stream(), Stream.of(LeftBehind.by(node, at))).toList())
        : this;
  }

  /** A node's launcher has renamed data that the node had left on its host. */
  LeftBehinds setAside(NodeRecord node, List<String> places) {
    return new LeftBehinds(
        all.stream()
            .map(left -> left.is(node.id(), node.host()) ? left.movedTo(places) : left)
            .toList());
  }

  /** Without what is there no more. What a node left elsewhere, or under another id, stays. */
  public LeftBehinds without(Collection<Gone> gone) {
    List<LeftBehind> kept = new ArrayList<>();
    for (LeftBehind left : all) {
      Set<String> goneIds =
          gone.stream()
              .filter(one -> left.is(one.nodeId(), one.host()))
              .map(Gone::directoryId)
              .collect(Collectors.toSet());
      left.except(goneIds).ifPresent(kept::add);
    }
    return new LeftBehinds(kept);
  }

  /** Kafka's ids of the directories that a node has left on a host. */
  Stream<String> directoryIds(int nodeId, String host) {
    return all.stream()
        .filter(left -> left.is(nodeId, host))
        .flatMap(left -> left.directoryIds().stream());
  }
}
