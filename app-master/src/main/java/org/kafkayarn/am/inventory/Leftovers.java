package org.kafkayarn.am.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.LeftBehind;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataAnswer.Outcome;

/** What the ledger need not remember any more, after the visits. */
public final class Leftovers {
  private Leftovers() {}

  /**
   * What was removed; and what an earlier purge removed without living to tell. A disk that is
   * missing now is no proof of that: the place must be there, and the data not in it.
   */
  public static List<Gone> gone(InventoryResult result, Ledger ledger) {
    List<Gone> gone = new ArrayList<>();
    for (HostFindings host : result.hosts()) {
      if (host.unreachable().isEmpty()) {
        ledger.leftBehind().all().stream()
            .filter(left -> left.host().equals(host.host()))
            .forEach(left -> gone.addAll(gone(host, left)));
      }
    }
    return gone;
  }

  private static List<Gone> gone(HostFindings host, LeftBehind left) {
    Set<String> there = ids(host, left.nodeId(), false);
    Set<String> removed = ids(host, left.nodeId(), true);
    boolean placesAreThere =
        left.dataDirs().stream().map(Questions::parent).allMatch(host.found().places()::contains);
    List<String> known = left.directoryIds().isEmpty() ? List.of("") : left.directoryIds();
    return known.stream()
        .filter(
            id ->
                removed.contains(id)
                    || (placesAreThere && (id.isEmpty() ? there.isEmpty() : !there.contains(id))))
        .map(id -> new Gone(left.nodeId(), left.host(), id))
        .toList();
  }

  private static Set<String> ids(HostFindings host, int nodeId, boolean removed) {
    return host.found().directories().stream()
        .filter(directory -> directory.nodeId() == nodeId)
        .filter(directory -> (directory.outcome() == Outcome.REMOVED) == removed)
        .map(Directory::directoryId)
        .collect(Collectors.toSet());
  }
}
