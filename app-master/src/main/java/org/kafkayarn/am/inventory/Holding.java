package org.kafkayarn.am.inventory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;

/**
 * A directory of the cluster on a host, and what it is to the cluster.
 *
 * @param since when it became that, as far as it is known
 * @param why the same in words
 */
public record Holding(
    String host, Directory directory, Place place, Optional<Instant> since, String why) {

  /** What a directory is to the cluster. Only what is left behind may be purged. */
  public enum Place {
    IN_USE,
    HOME,
    LEFT_BEHIND
  }

  public Holding {
    requireNonNull(host);
    requireNonNull(directory);
    requireNonNull(place);
    requireNonNull(since);
    requireNonNull(why);
  }

  /** All that was found, by the ledger. */
  public static List<Holding> of(InventoryResult result, Ledger ledger) {
    List<Holding> holdings = new ArrayList<>();
    for (HostFindings host : result.hosts()) {
      host.found().directories().forEach(found -> holdings.add(of(host.host(), found, ledger)));
    }
    return holdings;
  }

  /** Its lock goes before whatever the ledger says. */
  static Holding of(String host, Directory found, Ledger ledger) {
    Optional<NodeRecord> node = ledger.node(found.nodeId());
    Optional<NodeRecord> here = node.filter(record -> record.host().equals(host));
    if (found.user().isPresent()) {
      return new Holding(
          host,
          found,
          Place.IN_USE,
          here.flatMap(NodeRecord::lastStart),
          "by " + found.user().get());
    }
    if (here.isPresent() && name(found).equals(Integer.toString(found.nodeId()))) {
      return new Holding(
          host, found, Place.HOME, here.flatMap(NodeRecord::lastStop), "its node does not run now");
    }
    if (Questions.idsInUse(ledger).contains(found.directoryId())) {
      return new Holding(
          host,
          found,
          Place.HOME,
          Optional.empty(),
          ledger.voters().containsValue(found.directoryId())
              ? "the quorum counts it as its node's"
              : "node %d counts on a directory of this id".formatted(found.nodeId()));
    }
    return leftBehind(host, found, node, ledger);
  }

  private static Holding leftBehind(
      String host, Directory found, Optional<NodeRecord> node, Ledger ledger) {
    Optional<LeftBehind> entry =
        ledger.leftBehind().all().stream()
            .filter(left -> left.nodeId() == found.nodeId() && left.host().equals(host))
            .max((one, other) -> one.since().compareTo(other.since()));
    String why;
    if (name(found).contains(".doomed-")) {
      why = "its removal was cut short";
    } else if (name(found).contains(".left-behind-")) {
      why = "set aside when its node started anew here";
    } else if (node.isEmpty()) {
      why = "the cluster has no node " + found.nodeId();
    } else {
      why = "its node lives on " + node.get().host();
    }
    return new Holding(
        host,
        found,
        Place.LEFT_BEHIND,
        Optional.of(entry.map(LeftBehind::since).orElse(found.changed())),
        why);
  }

  private static String name(Directory found) {
    return found.path().substring(found.path().lastIndexOf('/') + 1);
  }
}
