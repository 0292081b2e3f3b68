package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.MetadataRules;
import org.kafkayarn.am.spec.MetadataVersion;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Features;
import org.kafkayarn.am.state.OperatorEvent;

/**
 * Answers {@code GET /api/v1/metadata}, and {@code POST /api/v1/metadata?dryRun=true} with a body
 * {@code {"to": "4.3"}}: without it the highest version that all nodes know is meant.
 */
public final class MetadataEndpoint {
  private static final String LATEST = "latest";

  private final Consumer<Event> events;
  private volatile Optional<ClusterState> state = Optional.empty();

  public MetadataEndpoint(Consumer<Event> events) {
    this.events = events;
  }

  public void follow(Snapshot snapshot) {
    state = Optional.of(snapshot.state());
  }

  /** A state in which Kafka has told which version is in force. */
  private Optional<ClusterState> told() {
    return state.filter(held -> held.metadata().features().isPresent());
  }

  private static Answer notTold() {
    return Answer.problem(
        409,
        "Kafka has not told its metadata.version yet: try again when it serves",
        Optional.empty());
  }

  Answer get(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    return told().map(held -> Answer.json(200, body(held))).orElseGet(MetadataEndpoint::notTold);
  }

  private static ObjectNode body(ClusterState state) {
    Features features = state.metadata().features().orElseThrow();
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("finalized", MetadataVersion.name(features.finalized()));
    OptionalInt available = MetadataRules.available(state);
    if (available.isPresent()) {
      body.put("available", MetadataVersion.name(available.getAsInt()));
    }
    body.put("policy", state.spec().metadataVersion().toString());
    ArrayNode nodes = body.putArray("nodes");
    features
        .nodes()
        .forEach(
            (id, known) ->
                nodes
                    .addObject()
                    .put("id", id)
                    .put("least", MetadataVersion.name(known.least()))
                    .put("most", MetadataVersion.name(known.most())));
    state
        .metadata()
        .refusal()
        .ifPresent(
            why ->
                body.put(
                    "refusal",
                    "%s was not finalized at %s: %s"
                        .formatted(MetadataVersion.name(why.level()), why.at(), why.reason())));
    return body;
  }

  Answer post(Request request) throws RefusedRequest {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    Optional<String> to = Body.of(request.body(), "to").optionalText("to");
    Optional<ClusterState> held = told();
    if (held.isEmpty()) {
      return notTold();
    }
    try {
      return upgrade(held.get(), level(held.get(), to.orElse(LATEST)), dryRun);
    } catch (UserError e) {
      return Answer.problem(400, e.getMessage(), Optional.of("to"));
    }
  }

  private Answer upgrade(ClusterState held, OptionalInt wanted, boolean dryRun) {
    if (wanted.isEmpty()) {
      return Answer.problem(
          409, "not every node has said yet which versions it knows", Optional.empty());
    }
    int level = wanted.getAsInt();
    int now = held.metadata().features().orElseThrow().finalized();
    if (level < now) {
      return Answer.problem(
          400,
          "to: %s is below %s, which is in force: a downgrade is not offered, because Kafka refuses one that could lose metadata"
              .formatted(MetadataVersion.name(level), MetadataVersion.name(now)),
          Optional.of("to"));
    }
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("from", MetadataVersion.name(now));
    body.put("to", MetadataVersion.name(level));
    body.put("dryRun", dryRun);
    if (level == now) {
      return Answer.json(200, body);
    }
    Optional<String> obstacle = MetadataRules.obstacle(held, level);
    if (obstacle.isPresent()) {
      return Answer.problem(
          409,
          "metadata.version %s cannot be finalized now: %s"
              .formatted(MetadataVersion.name(level), obstacle.get()),
          Optional.empty());
    }
    if (!dryRun) {
      events.accept(new OperatorEvent.MetadataOrdered(level));
    }
    return Answer.json(dryRun ? 200 : 202, body);
  }

  private static OptionalInt level(ClusterState held, String to) {
    return to.equals(LATEST)
        ? MetadataRules.available(held)
        : OptionalInt.of(MetadataVersion.level("to", to));
  }
}
