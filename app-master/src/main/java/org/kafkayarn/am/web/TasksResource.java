package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.TaskChange;
import org.kafkayarn.am.state.TaskStatus;

/**
 * The API's part on tasks: what there is, and how to add, change, restart and remove one. Each
 * change is one of the specification, and is answered when that is stored.
 */
final class TasksResource implements Resource {
  private static final String NAME = "name";
  private static final String INSTANCES = "instances";
  private static final String DRY_RUN = "dryRun";
  private static final int MOST_INSTANCES = 10_000;

  private final SpecCalls calls;
  private final StatusFeed feed;

  TasksResource(SpecCalls calls, StatusFeed feed) {
    this.calls = calls;
    this.feed = feed;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of(
        "GET /api/v1/tasks", this::list,
        "POST /api/v1/tasks", this::add,
        "GET /api/v1/tasks/{name}", this::get,
        "PATCH /api/v1/tasks/{name}", this::update,
        "DELETE /api/v1/tasks/{name}", this::remove,
        "POST /api/v1/tasks/{name}/restart", this::restart,
        "POST /api/v1/tasks/{name}/scale", this::scale);
  }

  private Answer list(Request request) throws RefusedRequest {
    Query unused = Query.of(request);
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    body.set("tasks", StatusFeed.JSON.valueToTree(feed.current().status().tasks()));
    return Answer.json(200, body);
  }

  private Answer get(Request request) throws RefusedRequest {
    Query unused = Query.of(request);
    String name = request.path(NAME);
    ObjectNode task =
        TaskChange.tree(calls.current(), name)
            .orElseThrow(() -> new RefusedRequest(404, "there is no task " + Body.shown(name)));
    ObjectNode spec = StatusFeed.JSON.createObjectNode();
    spec.set(name, task);
    if (!request.owner()) {
      TaskChange.hideSecrets(spec);
    }
    ObjectNode body = StatusFeed.JSON.createObjectNode().put(NAME, name);
    body.set("spec", task);
    Optional<TaskStatus> status =
        feed.current().status().tasks().stream()
            .filter(each -> each.name().equals(name))
            .findFirst();
    status.ifPresent(held -> body.set("status", StatusFeed.JSON.valueToTree(held)));
    return Answer.json(200, body);
  }

  private Answer add(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = dryRun(request);
    List<String> known = new ArrayList<>(TaskChange.fields());
    known.add(NAME);
    Body body = Body.of(request.body(), known.toArray(String[]::new));
    String name = body.text(NAME);
    ObjectNode fields = body.tree().deepCopy();
    fields.remove(NAME);
    return change(
        stored -> TaskChange.add(stored, name, fields, Clock.system(ZoneId.systemDefault())),
        dryRun);
  }

  private Answer update(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = dryRun(request);
    Body body = Body.of(request.body(), TaskChange.fields().toArray(String[]::new));
    String name = request.path(NAME);
    return change(
        stored ->
            TaskChange.update(stored, name, body.tree(), Clock.system(ZoneId.systemDefault())),
        dryRun);
  }

  private Answer remove(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = dryRun(request);
    Body unused = Body.of(request.body());
    return change(stored -> TaskChange.remove(stored, request.path(NAME)), dryRun);
  }

  private Answer restart(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = dryRun(request);
    Body unused = Body.of(request.body());
    return change(stored -> TaskChange.restart(stored, request.path(NAME)), dryRun);
  }

  private Answer scale(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = dryRun(request);
    int instances = Body.of(request.body(), INSTANCES).number(INSTANCES, 0, MOST_INSTANCES);
    return change(stored -> TaskChange.scale(stored, request.path(NAME), instances), dryRun);
  }

  private static boolean dryRun(Request request) throws RefusedRequest {
    return Query.of(request, DRY_RUN).flag(DRY_RUN);
  }

  private Answer change(Function<StoredSpec, SpecChanges> changes, boolean dryRun)
      throws InterruptedException, RefusedRequest {
    calls.refuseWhileStopping();
    return calls.change(changes, dryRun, TasksResource::field);
  }

  /** Errors are {@code tasks: NAME: FIELD: …}. */
  private static Optional<String> field(String line) {
    String[] parts = line.split(": ", 4);
    return Optional.of(parts.length > 2 ? parts[2] : "").filter(TaskChange.fields()::contains);
  }
}
