package org.kafkayarn.am.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kafkayarn.am.kafka.TopicView;
import org.kafkayarn.am.kafka.Topics;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.BrokerAttributes;
import org.kafkayarn.am.spec.BrokerExpression;
import org.kafkayarn.am.spec.Constraint;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.ClusterState;

/**
 * The API's part on topics: what there is, of what partitions, and how to make, change and delete
 * topics and to elect their preferred leaders.
 */
public final class TopicsResource implements Resource {
  private static final String TOPICS = "topics";
  private static final String DRY_RUN = "dryRun";

  /** Bounds what one request makes Kafka do; more is made by several. */
  private static final int MOST_PARTITIONS = 10_000;

  private final Topics topics;
  private volatile Optional<ClusterState> state = Optional.empty();

  public TopicsResource(Topics topics) {
    this.topics = topics;
  }

  /** Remembers which brokers there are, and where. The loop's thread. */
  public void follow(Snapshot snapshot) {
    state = Optional.of(snapshot.state());
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of(
        "GET /api/v1/topics", this::list,
        "GET /api/v1/partitions", this::partitions,
        "GET /api/v1/topics/{topic}", this::get,
        "GET /api/v1/topics/{topic}/partitions", this::partitionsOf,
        "POST /api/v1/topics", this::create,
        "POST /api/v1/topics/elect", this::elect,
        "POST /api/v1/topics/{topic}", this::change,
        // For a topic that is named like a verb above.
        "PUT /api/v1/topics/{topic}", this::change,
        "DELETE /api/v1/topics/{topic}", this::delete);
  }

  private Answer list(Request request) throws InterruptedException, RefusedRequest {
    return Answer.json(200, TopicJson.topics(meant(request)));
  }

  private Answer partitions(Request request) throws InterruptedException, RefusedRequest {
    return Answer.json(200, TopicJson.partitions(meant(request)));
  }

  private List<TopicView> meant(Request request) throws InterruptedException, RefusedRequest {
    TopicExpression meant =
        expression(Query.of(request, TOPICS).text(TOPICS).orElse(TopicExpression.ALL));
    return asked(() -> topics.list(meant));
  }

  private Answer get(Request request) throws InterruptedException, RefusedRequest {
    return Answer.json(200, TopicJson.topic(named(request)));
  }

  private Answer partitionsOf(Request request) throws InterruptedException, RefusedRequest {
    return Answer.json(200, TopicJson.partitions(List.of(named(request))));
  }

  private TopicView named(Request request) throws InterruptedException, RefusedRequest {
    Query unused = Query.of(request);
    String name = name(request);
    return asked(() -> topics.get(name));
  }

  private Answer create(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, DRY_RUN).flag(DRY_RUN);
    Body body =
        Body.of(request.body(), "name", "partitions", "replicationFactor", "brokers", "config");
    String name = body.text("name");
    if (!TopicExpression.isName(name)) {
      throw body.bad(
          "name", "up to 249 letters, digits, '.', '_' and '-', not " + Body.shown(name));
    }
    Map<String, String> config = new HashMap<>();
    for (Map.Entry<String, Optional<String>> setting : body.settings("config").entrySet()) {
      config.put(
          setting.getKey(),
          setting
              .getValue()
              .orElseThrow(() -> body.bad("config." + setting.getKey(), "is null: leave it out")));
    }
    SortedMap<Integer, Map<String, String>> brokers =
        state.map(BrokerAttributes::of).orElseGet(TreeMap::new);
    Topics.Wish wish =
        new Topics.Wish(
            name,
            body.optionalNumber("partitions", 1, MOST_PARTITIONS),
            body.optionalNumber("replicationFactor", 1, Short.MAX_VALUE),
            ring(body.optionalText("brokers"), brokers),
            racks(brokers),
            config);
    return Answer.json(
        dryRun ? 200 : 201, TopicJson.made(asked(() -> topics.create(wish, dryRun)), dryRun));
  }

  private static List<Integer> ring(
      Optional<String> expression, SortedMap<Integer, Map<String, String>> brokers)
      throws RefusedRequest {
    try {
      return expression
          .map(text -> BrokerExpression.parse("brokers", text).ring(brokers))
          .orElse(List.of());
    } catch (UserError e) {
      throw new RefusedRequest(400, e.getMessage(), Optional.of("brokers"));
    }
  }

  private static Map<Integer, String> racks(SortedMap<Integer, Map<String, String>> brokers) {
    Map<Integer, String> racks = new HashMap<>();
    brokers.forEach((id, held) -> racks.put(id, held.getOrDefault(Constraint.RACK, "")));
    return racks;
  }

  private Answer change(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, DRY_RUN).flag(DRY_RUN);
    Body body = Body.of(request.body(), "partitions", "config");
    Topics.Change change =
        new Topics.Change(
            body.optionalNumber("partitions", 1, MOST_PARTITIONS), body.settings("config"));
    String name = name(request);
    List<String> changes = asked(() -> topics.change(name, change, dryRun));
    return Answer.json(200, TopicJson.changed(name, changes, dryRun));
  }

  private Answer delete(Request request) throws InterruptedException, RefusedRequest {
    Query query = Query.of(request, DRY_RUN, "force");
    boolean dryRun = query.flag(DRY_RUN);
    boolean force = query.flag("force");
    Body unused = Body.of(request.body());
    String name = name(request);
    TopicView deleted = asked(() -> topics.delete(name, force, dryRun));
    return Answer.json(200, TopicJson.topic(deleted).put(DRY_RUN, dryRun));
  }

  private Answer elect(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, DRY_RUN).flag(DRY_RUN);
    Body body = Body.of(request.body(), TOPICS);
    TopicExpression meant = expression(body.optionalText(TOPICS).orElse(TopicExpression.ALL));
    return Answer.json(200, TopicJson.elections(asked(() -> topics.elect(meant, dryRun)), dryRun));
  }

  private static TopicExpression expression(String text) throws RefusedRequest {
    try {
      return TopicExpression.parse(TOPICS, text);
    } catch (UserError e) {
      throw new RefusedRequest(400, e.getMessage(), Optional.of(TOPICS));
    }
  }

  /** No topic can have another name, and Kafka is not asked for it. */
  private static String name(Request request) throws RefusedRequest {
    String name = request.path("topic");
    if (!TopicExpression.isName(name)) {
      throw new RefusedRequest(404, "there is no topic " + Body.shown(name));
    }
    return name;
  }

  private static <T> T asked(KafkaCall.Call<T> call) throws RefusedRequest, InterruptedException {
    try {
      return KafkaCall.ask(call);
    } catch (UserError e) {
      // A name or a prefix that is no topic's.
      throw new RefusedRequest(400, e.getMessage(), Optional.of(TOPICS));
    }
  }
}
