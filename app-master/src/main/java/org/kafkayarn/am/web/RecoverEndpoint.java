package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.recovery.RecoveryDesk.RefusedException;
import org.kafkayarn.am.recovery.RecoveryReport;

/**
 * Shows with {@code GET /api/v1/recover?force=BOOL} what could be recovered, and does it with POST:
 * {@code partitions=NAME,…} limits it, {@code quorumFrom=NODE&acceptDataLoss=true} rebuilds the
 * quorum instead.
 */
final class RecoverEndpoint {
  private static final Set<String> NAMES =
      Set.of("partitions", "force", "quorumFrom", "acceptDataLoss");

  private final RecoveryDesk desk;

  RecoverEndpoint(RecoveryDesk desk) {
    this.desk = desk;
  }

  /** Launchers are asked to read files for it: that is for the owner alone. */
  Answer get(Request request) throws InterruptedException {
    if (!request.owner()) {
      return Answer.problem(403, "this needs the owner's token", Optional.empty());
    }
    Optional<Answer> bad = misunderstood(request);
    if (bad.isPresent()) {
      return bad.get();
    }
    try {
      return json(desk.preview(isForced(request)));
    } catch (RefusedException e) {
      return Answer.problem(409, e.getMessage(), Optional.empty());
    }
  }

  /** A misspelt name must not make "these" of it "all". */
  private static Optional<Answer> misunderstood(Request request) {
    Map<String, String> query = request.query();
    for (String name : query.keySet()) {
      if (!NAMES.contains(name)) {
        return problem(name, "is not known here: " + String.join(", ", new TreeSet<>(NAMES)));
      }
    }
    for (String name : List.of("force", "acceptDataLoss")) {
      if (!query.getOrDefault(name, "true").matches("true|false")) {
        return problem(name, "is true or false, not " + query.get(name));
      }
    }
    boolean blank =
        query.containsKey("partitions")
            && Arrays.stream(query.get("partitions").split(",", -1)).anyMatch(String::isBlank);
    return blank
        ? problem("partitions", "names none: leave it out for all without a leader")
        : Optional.empty();
  }

  private static Optional<Answer> problem(String name, String why) {
    return Optional.of(Answer.problem(400, name + " " + why, Optional.of(name)));
  }

  Answer post(Request request) throws InterruptedException, RefusedRequest {
    var unused = Body.of(request.body());
    Optional<Answer> bad = misunderstood(request);
    if (bad.isPresent()) {
      return bad.get();
    }
    try {
      if (request.query().containsKey("quorumFrom")) {
        return rebuild(request);
      }
      Set<String> only =
          Arrays.stream(request.query().getOrDefault("partitions", "").split(","))
              .filter(name -> !name.isBlank())
              .collect(Collectors.toSet());
      return json(desk.recover(only, isForced(request)));
    } catch (RefusedException e) {
      return Answer.problem(409, e.getMessage(), Optional.empty());
    }
  }

  private Answer rebuild(Request request) throws RefusedException {
    String node = request.query().get("quorumFrom");
    if (!node.matches("\\d{1,9}")) {
      return Answer.problem(400, "quorumFrom is no node: " + node, Optional.of("quorumFrom"));
    }
    if (!"true".equals(request.query().get("acceptDataLoss"))) {
      return Answer.problem(
          400, "what only other voters knew is lost: say acceptDataLoss=true", Optional.empty());
    }
    String done = desk.rebuildQuorum(Integer.parseInt(node));
    return Answer.json(200, StatusFeed.JSON.createObjectNode().put("message", done));
  }

  private static boolean isForced(Request request) {
    return "true".equals(request.query().get("force"));
  }

  private static Answer json(RecoveryReport report) {
    try {
      return Answer.json(200, StatusFeed.JSON.writeValueAsString(report));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report that is not JSON", e);
    }
  }
}
