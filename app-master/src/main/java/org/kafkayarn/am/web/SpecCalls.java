package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.kafkayarn.am.spec.Revision;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.TaskChange;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.store.SpecHistory;
import org.kafkayarn.am.store.SpecStore;

/** Changes of the specification that the API is asked for: the answer comes when it is stored. */
final class SpecCalls {
  /** The file system's time-outs are longer than anybody waits for. */
  private static final long PATIENCE_SECONDS = 20;

  private final SpecStore specs;
  private final StatusFeed feed;

  SpecCalls(SpecStore specs, StatusFeed feed) {
    this.specs = specs;
    this.feed = feed;
  }

  StoredSpec current() {
    return specs.current();
  }

  void refuseWhileStopping() throws RefusedRequest {
    ClusterStatus.Phase phase = feed.current().status().phase();
    if (phase == ClusterStatus.Phase.STOPPING || phase == ClusterStatus.Phase.STOPPED) {
      throw new RefusedRequest(
          409, "the cluster is stopping: change it with the submission that starts it again");
    }
  }

  /**
   * @param changes what is to change in what is stored then
   * @param field what in the request is wrong, by the line that refuses it
   */
  Answer change(
      Function<StoredSpec, SpecChanges> changes,
      boolean dryRun,
      Function<String, Optional<String>> field)
      throws InterruptedException, RefusedRequest {
    return answer(specs.change(changes, dryRun), dryRun, field);
  }

  /**
   * @param to the number of the former spec; empty: the one before
   */
  Answer rollBack(OptionalLong to, boolean dryRun) throws InterruptedException, RefusedRequest {
    return answer(
        specs.rollBack(to, dryRun),
        dryRun,
        line -> line.startsWith("to: ") ? Optional.of("to") : key(line));
  }

  List<SpecHistory.Entry> history() throws InterruptedException, RefusedRequest {
    try {
      return specs.history().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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

  private static Answer answer(
      CompletableFuture<SpecStore.Outcome> change,
      boolean dryRun,
      Function<String, Optional<String>> field)
      throws InterruptedException, RefusedRequest {
    try {
      SpecStore.Outcome outcome = change.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ObjectNode body = StatusFeed.JSON.createObjectNode();
      body.put("generation", outcome.generation());
      body.put("dryRun", dryRun);
      body.set("changes", StatusFeed.JSON.valueToTree(outcome.lines()));
      return Answer.json(200, body);
    } catch (TimeoutException e) {
      throw new RefusedRequest(
          503,
          "the file system of the cluster's home has not answered within %d s; the change may be made"
                  .formatted(PATIENCE_SECONDS)
              + " yet: see kafka-yarn spec get");
    } catch (ExecutionException e) {
      throw refused(e.getCause(), field);
    }
  }

  private static RefusedRequest refused(Throwable cause, Function<String, Optional<String>> field) {
    if (cause instanceof UserError) {
      return new RefusedRequest(400, cause.getMessage(), field.apply(cause.getMessage()));
    }
    if (cause instanceof TaskChange.Absent) {
      return new RefusedRequest(404, cause.getMessage());
    }
    if (cause instanceof Revision.UnderWay || cause instanceof TaskChange.Exists) {
      return new RefusedRequest(409, cause.getMessage());
    }
    if (!(cause instanceof IOException)) {
      return new RefusedRequest(500, "the change met an error: " + cause);
    }
    return new RefusedRequest(503, "the cluster's home cannot be written: " + cause.getMessage());
  }

  /** Errors about the whole begin with the key that is to be mended. */
  static Optional<String> key(String line) {
    return SpecKey.all().stream()
        .map(SpecKey::name)
        .filter(name -> line.matches("(?s)" + name + "[:, ].*"))
        .findFirst();
  }
}
