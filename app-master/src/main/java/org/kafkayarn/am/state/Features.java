package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.util.SortedMap;
import org.pcollections.TreePMap;

/**
 * Which levels of {@code metadata.version} there are in a cluster.
 *
 * @param finalized the level that is in force
 * @param nodes what each node that was asked could do, by id
 */
public record Features(int finalized, SortedMap<Integer, Known> nodes) {

  /**
   * The levels that one process knows.
   *
   * @param startId of the process that said so
   */
  public record Known(String startId, int least, int most) {
    public Known {
      requireNonNull(startId);
    }
  }

  public Features {
    nodes = TreePMap.fromSortedMap(nodes);
  }

  Features finalizedAt(int level) {
    return new Features(Math.max(finalized, level), nodes);
  }
}
