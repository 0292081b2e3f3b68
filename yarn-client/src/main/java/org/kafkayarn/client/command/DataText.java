package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kafkayarn.am.inventory.Holding;
import org.kafkayarn.am.inventory.Holding.Place;
import org.kafkayarn.am.inventory.InventoryResult;
import org.kafkayarn.am.inventory.InventoryResult.HostFindings;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.yarn.AmClient;

/** A cluster's data on the hosts as lines for people, and as JSON. */
final class DataText {
  private DataText() {}

  static List<String> table(List<Holding> holdings, Instant now) {
    if (holdings.isEmpty()) {
      return List.of();
    }
    Table table = new Table("host", "node", "data", "since", "size", "directory id", "path", "why");
    for (Holding holding : holdings) {
      table.row(
          holding.host(),
          Integer.toString(holding.directory().nodeId()),
          word(holding.place()),
          holding.since().map(at -> Durations.show(Duration.between(at, now))).orElse("-"),
          Bytes.show(holding.directory().bytes()),
          holding.directory().directoryId().isEmpty() ? "-" : holding.directory().directoryId(),
          holding.directory().path(),
          holding.why());
    }
    return table.lines();
  }

  static String word(Place place) {
    return place.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String sum(List<Holding> holdings) {
    return "%d %s, %s"
        .formatted(
            holdings.size(),
            holdings.size() == 1 ? "directory" : "directories",
            Bytes.show(holdings.stream().mapToLong(h -> h.directory().bytes()).sum()));
  }

  /** What is not seen, and what is seen and not ours. */
  static List<String> notes(InventoryResult result) {
    List<String> notes = new ArrayList<>();
    for (HostFindings host : result.hosts()) {
      host.unreachable()
          .ifPresent(why -> notes.add("%s was not reached: %s".formatted(host.host(), why)));
      host.found().remarks().forEach(remark -> notes.add(host.host() + ": " + remark));
    }
    return notes;
  }

  static ObjectNode json(
      String name, Ledger ledger, InventoryResult result, List<Holding> holdings) {
    ObjectNode root = AmClient.JSON.createObjectNode();
    root.put("name", name);
    root.put("kafkaClusterId", ledger.kafkaClusterId());
    root.put("at", result.at().toString());
    ArrayNode hosts = root.putArray("hosts");
    for (HostFindings host : result.hosts()) {
      ObjectNode one = hosts.addObject();
      one.put("host", host.host());
      one.put("reached", host.unreachable().isEmpty());
      host.unreachable().ifPresent(why -> one.put("reason", why));
      ArrayNode directories = one.putArray("directories");
      holdings.stream()
          .filter(holding -> holding.host().equals(host.host()))
          .forEach(holding -> directories.add(json(holding)));
      ArrayNode remarks = one.putArray("remarks");
      host.found().remarks().forEach(remarks::add);
    }
    return root;
  }

  private static ObjectNode json(Holding holding) {
    ObjectNode one = AmClient.JSON.createObjectNode();
    one.put("path", holding.directory().path());
    one.put("node", holding.directory().nodeId());
    one.put("directoryId", holding.directory().directoryId());
    one.put("bytes", holding.directory().bytes());
    one.put("data", holding.place().name());
    holding.since().ifPresent(at -> one.put("since", at.toString()));
    one.put("why", holding.why());
    one.put("outcome", holding.directory().outcome().name());
    holding.directory().why().ifPresent(why -> one.put("refusal", why));
    return one;
  }
}
