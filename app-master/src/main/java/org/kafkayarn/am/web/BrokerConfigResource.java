package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.kafkayarn.am.plan.NodeSetting;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Slot;

/**
 * {@code GET /api/v1/brokers/{id}/config?pending=BOOL}: the settings of a node, what it runs with
 * and what is wanted of it; of all, or of those that differ.
 */
public final class BrokerConfigResource implements Resource {
  private static final String PENDING = "pending";

  private final LastSnapshot last;

  public BrokerConfigResource(LastSnapshot last) {
    this.last = last;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of("GET /api/v1/brokers/{id}/config", this::config);
  }

  private Answer config(Request request) throws RefusedRequest {
    boolean pending = Query.of(request, PENDING).flag(PENDING);
    String id = request.path("id");
    ClusterState now = last.get().state();
    Slot slot =
        now.slots().values().stream()
            .filter(known -> Integer.toString(known.id()).equals(id))
            .findFirst()
            .orElseThrow(() -> new RefusedRequest(404, "there is no broker " + id));
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("id", slot.id());
    ArrayNode settings = body.putArray("settings");
    for (NodeSetting setting : NodeSetting.of(now, slot)) {
      if (!pending || setting.change().isPresent()) {
        settings.add(tree(setting));
      }
    }
    return Answer.json(200, body);
  }

  private static ObjectNode tree(NodeSetting setting) {
    ObjectNode tree = StatusFeed.JSON.createObjectNode();
    tree.put("key", setting.key());
    setting.running().ifPresent(value -> tree.put("running", value));
    setting.wanted().ifPresent(value -> tree.put("wanted", value));
    tree.put("origin", setting.origin());
    tree.put("dynamic", setting.dynamic());
    tree.put("pending", setting.change().isPresent());
    setting.change().ifPresent(change -> tree.put("change", change));
    setting.refusal().ifPresent(why -> tree.put("refusal", why));
    return tree;
  }
}
