package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.kafkayarn.am.spec.Revision;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.store.SpecHistory;
import org.kafkayarn.am.store.SpecStore;

/**
 * Answers {@code GET /api/v1/spec}, and {@code POST /api/v1/spec?dryRun=true}: the body holds what
 * is to change, with the keys of a spec file. Below it are its history and the way back. What is
 * refused has changed nothing.
 */
final class SpecEndpoint {
  /** The file system's time-outs are longer than anybody waits for. */
  private static final long PATIENCE_SECONDS = 20;

  private final SpecStore specs;
  private final StatusFeed feed;

  SpecEndpoint(SpecStore specs, StatusFeed feed) {
    this.specs = specs;
    this.feed = feed;
  }

  /** The spec that is stored, and the nodes of the one before that may not have left. */
  Answer get(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    StoredSpec stored = specs.current();
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("generation", stored.spec().generation());
    body.set("spec", SpecFile.tree(SpecChanges.of(stored.spec())));
    body.set("retiring", StatusFeed.JSON.valueToTree(stored.running().retiring().keySet()));
    return Answer.json(200, body);
  }

  Answer post(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    refuseWhenStopping();
    try {
      return changed(specs.change(read(request.body()), dryRun), dryRun);
    } catch (BadFieldException e) {
      return Answer.problem(400, e.getMessage(), e.field);
    }
  }

  /** Goes back to the former spec that is named in the body, or to the one before. */
  Answer rollBack(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    OptionalLong to = Body.of(request.body(), "to").optionalLong("to", 1, Long.MAX_VALUE);
    refuseWhenStopping();
    return changed(specs.rollBack(to, dryRun), dryRun);
  }

  private void refuseWhenStopping() throws RefusedRequest {
    ClusterStatus.Phase phase = feed.current().status().phase();
    if (phase == ClusterStatus.Phase.STOPPING || phase == ClusterStatus.Phase.STOPPED) {
      throw new RefusedRequest(
          409, "the cluster is stopping: change it with the submission that starts it again");
    }
  }

  /** The last specs, the newest first. */
  Answer history(Request request) throws InterruptedException, RefusedRequest {
    var unused = Query.of(request);
    try {
      ArrayNode body = StatusFeed.JSON.createArrayNode();
      for (SpecHistory.Entry entry : specs.history().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        ObjectNode one = body.addObject().put("number", entry.number());
        entry.at().ifPresent(at -> one.set("at", StatusFeed.JSON.valueToTree(at)));
        one.set("changes", StatusFeed.JSON.valueToTree(entry.changes()));
        one.set("spec", SpecFile.tree(SpecChanges.of(entry.stored().spec())));
      }
      return Answer.json(200, body);
    } catch (TimeoutException e) {
      throw new RefusedRequest(
          503,
          "the file system of the cluster's home has not answered within %d s"
              .formatted(PATIENCE_SECONDS));
    } catch (ExecutionException e) {
      throw new RefusedRequest(
          503, "the cluster's home cannot be read: " + e.getCause().getMessage());
    }
  }

  private static Answer changed(CompletableFuture<SpecStore.Outcome> change, boolean dryRun)
      throws InterruptedException {
    try {
      SpecStore.Outcome outcome = change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ObjectNode body = StatusFeed.JSON.createObjectNode();
      body.put("generation", outcome.generation());
      body.put("dryRun", dryRun);
      body.set("changes", StatusFeed.JSON.valueToTree(outcome.lines()));
      return Answer.json(200, body);
    } catch (TimeoutException e) {
      return Answer.problem(
          503,
          "the file system of the cluster's home has not answered within %d s; the change may be made"
                  .formatted(PATIENCE_SECONDS)
              + " yet: see kafka-yarn spec get",
          Optional.empty());
    } catch (ExecutionException e) {
      return refused(e.getCause());
    }
  }

  private static Answer refused(Throwable cause) {
    if (cause instanceof UserError) {
      return Answer.problem(400, cause.getMessage(), field(cause.getMessage()));
    }
    if (cause instanceof Revision.UnderWay) {
      return Answer.problem(409, cause.getMessage(), Optional.empty());
    }
    if (!(cause instanceof IOException)) {
      return Answer.problem(500, "the change met an error: " + cause, Optional.empty());
    }
    return Answer.problem(
        503, "the cluster's home cannot be written: " + cause.getMessage(), Optional.empty());
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

  /** Errors about the whole begin with the key that is to be mended. */
  private static Optional<String> field(String line) {
    return Stream.concat(SpecKey.all().stream().map(SpecKey::name), Stream.of("to"))
        .filter(name -> line.matches("(?s)" + name + "[:, ].*"))
        .findFirst();
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
