package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.kafkayarn.am.program.Handover;
import org.kafkayarn.am.program.Handover.Refused;
import org.kafkayarn.am.program.Program;
import org.kafkayarn.am.program.ProgramCopy.WrongProgram;
import org.kafkayarn.am.state.ClusterStatus.Phase;

/**
 * Shows with {@code GET /api/v1/program} which kafka-yarn runs the cluster; with POST another one
 * takes it over.
 */
public final class ProgramResource implements Resource {
  private static final String PATH = "/api/v1/program";
  private static final long LARGEST_JAR = 1L << 30;

  private final Handover handover;
  private final StatusFeed feed;

  public ProgramResource(Handover handover, StatusFeed feed) {
    this.handover = handover;
    this.feed = feed;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of("GET " + PATH, this::get, "POST " + PATH, this::post);
  }

  private Answer get(Request request) throws RefusedRequest {
    Query unused = Query.of(request);
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("version", handover.running().version());
    body.put("jar", handover.running().jar());
    body.put("attempt", handover.running().attempt());
    obstacle().ifPresent(why -> body.put("obstacle", why));
    return Answer.json(200, body);
  }

  private Optional<String> obstacle() {
    Phase phase = feed.current().status().phase();
    return phase == Phase.STOPPING || phase == Phase.STOPPED
        ? Optional.of("the cluster stops: submit it with the new kafka-yarn when it has")
        : handover.obstacle();
  }

  private Answer post(Request request) throws RefusedRequest {
    Query unused = Query.of(request);
    Program program =
        program(Body.of(request.body(), "jar", "script", "bytes", "sha256", "version"));
    if (program.jar().toString().equals(handover.running().jar())) {
      return answer(200, program);
    }
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      throw new RefusedRequest(409, obstacle.get());
    }
    try {
      handover.order(program);
    } catch (Refused e) {
      throw new RefusedRequest(409, e.getMessage());
    } catch (WrongProgram e) {
      throw RefusedRequest.field("jar", e.getMessage());
    } catch (IOException e) {
      throw new RefusedRequest(
          503, "the cluster's file system does not serve: " + e.getMessage() + ". Try again");
    }
    return answer(202, program);
  }

  private Answer answer(int code, Program program) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.put("from", handover.running().version());
    body.put("to", program.version());
    return Answer.json(code, body);
  }

  private static Program program(Body body) throws RefusedRequest {
    String sha256 = body.text("sha256");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw RefusedRequest.field("sha256", "is not 64 hexadecimal digits: " + sha256);
    }
    return new Program(
        uri(body, "jar"),
        uri(body, "script"),
        body.optionalLong("bytes", 1, LARGEST_JAR)
            .orElseThrow(() -> RefusedRequest.field("bytes", "is missing")),
        sha256,
        body.text("version"));
  }

  /** A whole one: what a URI without a scheme means depends on who reads it. */
  private static URI uri(Body body, String field) throws RefusedRequest {
    String text = body.text(field);
    try {
      URI uri = new URI(text);
      if (uri.isAbsolute() && uri.getPath() != null && uri.getPath().startsWith("/")) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw RefusedRequest.field(field, "is no URI: " + text);
    }
    throw RefusedRequest.field(field, "is no URI of a file in the cluster's file system: " + text);
  }
}
