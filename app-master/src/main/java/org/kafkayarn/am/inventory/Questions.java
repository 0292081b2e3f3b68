package org.kafkayarn.am.inventory;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.launcher.contract.DataQuestion;

/** Makes of a request what is asked on one host, by the ledger of this moment. */
public final class Questions {
  private Questions() {}

  /** Where data of the cluster may be. */
  public static SortedSet<String> hosts(Ledger ledger) {
    SortedSet<String> hosts = new TreeSet<>();
    ledger.nodes().values().forEach(node -> hosts.add(node.host()));
    ledger.leftBehind().all().forEach(left -> hosts.add(left.host()));
    return hosts;
  }

  /**
   * A node that comes back to this host writes its record first, and starts in a directory of its
   * bare id: so that name is spared on its home, whatever lies there.
   */
  public static DataQuestion of(
      InventoryRequest request, String host, String user, ClusterSpec spec, Ledger ledger) {
    return new DataQuestion(
        user,
        spec.name(),
        ledger.kafkaClusterId(),
        request.act(),
        roots(host, user, spec, ledger),
        request.targets().stream()
            .filter(target -> target.host().equals(host))
            .map(target -> new DataQuestion.Target(target.nodeId(), target.directoryId()))
            .toList(),
        ledger.nodes().values().stream()
            .filter(node -> node.host().equals(host))
            .map(NodeRecord::id)
            .toList(),
        List.copyOf(new TreeSet<>(idsInUse(ledger))));
  }

  /** The NodeManager's local directories are known on the host alone. */
  private static List<String> roots(String host, String user, ClusterSpec spec, Ledger ledger) {
    Stream<String> named =
        spec.nodes().values().stream()
            .flatMap(node -> node.dataDirs().stream())
            .map(dir -> dir + "/" + user + "/" + spec.name());
    return Stream.concat(named, places(host, ledger).stream()).distinct().toList();
  }

  /** The directories of a host that hold those of nodes, as far as the ledger remembers. */
  public static List<String> places(String host, Ledger ledger) {
    return Stream.concat(
            ledger.nodes().values().stream()
                .filter(node -> node.host().equals(host))
                .flatMap(node -> node.dataDirs().stream()),
            ledger.leftBehind().all().stream()
                .filter(left -> left.host().equals(host))
                .flatMap(left -> left.dataDirs().stream()))
        .map(Questions::parent)
        .distinct()
        .toList();
  }

  static String parent(String directory) {
    return directory.substring(0, Math.max(1, directory.lastIndexOf('/')));
  }

  /** Of directories that a node counts on, and of those that have a vote in the quorum. */
  static Set<String> idsInUse(Ledger ledger) {
    return Stream.concat(
            ledger.nodes().values().stream().flatMap(node -> node.directoryIds().values().stream()),
            ledger.voters().values().stream())
        .collect(Collectors.toSet());
  }
}
