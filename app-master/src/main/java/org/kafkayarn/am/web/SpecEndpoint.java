package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.TaskChange;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.SpecHistory;

/**
 * Answers {@code GET /api/v1/spec}, and {@code POST /api/v1/spec?dryRun=true}: the body holds what
 * is to change, with the keys of a spec file. Below it are its history and the way back. What is
 * refused has changed nothing.
 */
final class SpecEndpoint {
  private final SpecCalls calls;

  SpecEndpoint(SpecCalls calls) {
    this.calls = calls;
  }

  /** The spec that is stored, and the nodes of the one before that may not have left. */
  Answer get(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    StoredSpec stored = calls.current();
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("generation", stored.spec().generation());
    ObjectNode spec = SpecFile.tree(SpecChanges.of(stored.spec()));
    if (!request.owner()) {
      TaskChange.hideSecrets(spec.path(SpecKey.TASKS.name()));
    }
    body.set("spec", spec);
    body.set("retiring", StatusFeed.JSON.valueToTree(stored.running().retiring().keySet()));
    return Answer.json(200, body);
  }

  Answer post(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    calls.refuseWhileStopping();
    try {
      SpecChanges changes = read(request.body()).at(Clock.system(ZoneId.systemDefault()));
      return calls.change(held -> changes, dryRun, SpecCalls::key);
    } catch (BadFieldException e) {
      return Answer.problem(400, e.getMessage(), e.field);
    }
  }

  /** Goes back to the former spec that is named in the body, or to the one before. */
  Answer rollBack(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    OptionalLong to = Body.of(request.body(), "to").optionalLong("to", 1, Long.MAX_VALUE);
    calls.refuseWhileStopping();
    return calls.rollBack(to, dryRun);
  }

  /** The last specs, the newest first. */
  Answer history(Request request) throws InterruptedException, RefusedRequest {
    var unused = Query.of(request);
    ArrayNode body = StatusFeed.JSON.createArrayNode();
    for (SpecHistory.Entry entry : calls.history()) {
      ObjectNode one = body.addObject().put("number", entry.number());
      entry.at().ifPresent(at -> one.set("at", StatusFeed.JSON.valueToTree(at)));
      one.set("changes", StatusFeed.JSON.valueToTree(entry.changes()));
      one.set("spec", SpecFile.tree(SpecChanges.of(entry.stored().spec())));
    }
    return Answer.json(200, body);
  }

  /** Key by key, so that an error is one key's. */
  private static SpecChanges read(String body) throws BadFieldException {
    JsonNode tree;
    try {
      tree =
          StatusFeed.JSON
              .reader()
              .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .readTree(body);
    } catch (JsonProcessingException e) {
      throw new BadFieldException(
          "the body is not JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""),
          Optional.empty());
    }
    if (!tree.isObject()) {
      throw new BadFieldException(
          "the body is not a map of what is to change, as {\"controllers\": 3}", Optional.empty());
    }
    SpecChanges changes = SpecChanges.none();
    for (Map.Entry<String, JsonNode> entry : tree.properties()) {
      ObjectNode one = StatusFeed.JSON.createObjectNode();
      one.set(entry.getKey(), entry.getValue());
      try {
        changes = changes.overlaid(SpecFile.read(one, "the body"));
      } catch (UserError e) {
        throw new BadFieldException(e.getMessage(), Optional.of(entry.getKey()));
      }
    }
    return changes;
  }

  /** Something in the request cannot be understood. */
  private static final class BadFieldException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<String> field;

    BadFieldException(String line, Optional<String> field) {
      super(line);
      this.field = field;
    }
  }
}
