package org.kafkayarn.am.plan;

import java.util.Comparator;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.state.Host;

/** A host during one turn: how many nodes are on it, and the room that is not promised yet. */
final class Site {
  /** The order of preference among the hosts of a rack. */
  static final Comparator<Site> ORDER =
      Comparator.comparingInt(Site::nodes)
          .thenComparing(Comparator.comparingInt(Site::freeMemoryMb).reversed())
          .thenComparing(site -> site.host().name());

  private final Host host;
  private int nodes;
  private int controllers;
  private int freeMemoryMb;
  private int freeVcores;

  Site(Host host) {
    this.host = host;
    this.freeMemoryMb = host.freeMemoryMb();
    this.freeVcores = host.freeVcores();
  }

  Host host() {
    return host;
  }

  int nodes() {
    return nodes;
  }

  int controllers() {
    return controllers;
  }

  int freeMemoryMb() {
    return freeMemoryMb;
  }

  int freeVcores() {
    return freeVcores;
  }

  boolean fits(NodeSpec node) {
    return host.usable() && freeMemoryMb >= node.memoryMb() && freeVcores >= node.vcores();
  }

  /**
   * @param by 1 when the node comes, -1 when it goes
   */
  void count(NodeSpec node, int by) {
    nodes += by;
    controllers += node.controller() ? by : 0;
  }

  /**
   * @param by 1 when the node's room is promised, -1 when it is free again
   */
  void promise(NodeSpec node, int by) {
    freeMemoryMb -= by * node.memoryMb();
    freeVcores -= by * node.vcores();
  }
}
