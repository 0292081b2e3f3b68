package org.kafkayarn.am.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kafkayarn.am.spec.NodeSpec;

/**
 * The hosts in the order of preference: the one that has the fewest nodes of this cluster, in the
 * rack that has the fewest, the one with most free memory first, then by name (which is arbitrary,
 * and makes equal states give equal choices). It is kept in order as nodes come and go, so that a
 * choice looks at the best hosts of the best racks only.
 */
final class Racks {
  /** The hosts of a rack, best first, and how many nodes of this cluster they have in all. */
  private static final class Rack {
    private final String name;
    private final NavigableSet<Site> sites = new TreeSet<>(Site.ORDER);
    private int nodes;

    Rack(String name) {
      this.name = name;
    }
  }

  /** Where to look for a host first. */
  private static final Comparator<Rack> ORDER =
      Comparator.<Rack>comparingInt(rack -> rack.sites.first().nodes())
          .thenComparing(rack -> rack.nodes)
          .thenComparing(rack -> rack.sites.first(), Site.ORDER)
          .thenComparing(rack -> rack.name);

  private final Map<String, Rack> racks = new HashMap<>();
  private final NavigableSet<Rack> inOrder = new TreeSet<>(ORDER);
  private final Comparator<Site> preference =
      Comparator.comparingInt(Site::nodes)
          .thenComparing(site -> rackOf(site).nodes)
          .thenComparing(Site.ORDER);

  /** From now on these change by {@link #move} alone. */
  Racks(Collection<Site> sites) {
    for (Site site : sites) {
      Rack rack = racks.computeIfAbsent(site.host().rack(), Rack::new);
      rack.sites.add(site);
      rack.nodes += site.nodes();
    }
    inOrder.addAll(racks.values());
  }

  private Rack rackOf(Site site) {
    return racks.get(site.host().rack());
  }

  /** The better of two hosts first. */
  Comparator<Site> preference() {
    return preference;
  }

  /**
   * @param by 1 when the node comes, -1 when it goes
   */
  void move(Site site, NodeSpec node, int by) {
    Rack rack = rackOf(site);
    inOrder.remove(rack);
    rack.sites.remove(site);
    site.count(node, by);
    site.promise(node, by);
    rack.nodes += by;
    rack.sites.add(site);
    inOrder.add(rack);
  }

  /** The best host that will do. */
  Optional<Site> best(Predicate<Site> among) {
    Optional<Site> best = Optional.empty();
    for (Rack rack : inOrder) {
      if (best.isPresent() && !isBetter(rack.sites.first(), best.get())) {
        break;
      }
      Optional<Site> first = rack.sites.stream().filter(among).findFirst();
      if (first.isPresent() && (best.isEmpty() || isBetter(first.get(), best.get()))) {
        best = first;
      }
    }
    return best;
  }

  private boolean isBetter(Site site, Site than) {
    return preference.compare(site, than) < 0;
  }
}
