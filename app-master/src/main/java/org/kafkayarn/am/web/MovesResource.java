package org.kafkayarn.am.web;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kafkayarn.am.operation.MoveOrder;
import org.kafkayarn.am.operation.OperationDesk;
import org.kafkayarn.am.operation.Refused;
import org.kafkayarn.am.spec.TopicExpression;
import org.kafkayarn.am.spec.UserError;

/** {@code /api/v1/topics/rebalance} and {@code /api/v1/topics/realign}: moves of replicas. */
public final class MovesResource implements Resource {
  private static final String TOPICS = "topics";
  private static final String BROKERS = OrderBody.BROKERS;
  private static final String FACTOR = "replicationFactor";

  /** Kafka keeps a replication factor in 16 bits (4.3.1, {@code NewTopic}). */
  private static final int HIGHEST_FACTOR = Short.MAX_VALUE;

  /** Knows the names of all topics. */
  @FunctionalInterface
  public interface TopicNames {
    Set<String> all() throws Refused, InterruptedException;
  }

  private final LastSnapshot last;
  private final OperationDesk desk;
  private final TopicNames names;

  public MovesResource(LastSnapshot last, OperationDesk desk, TopicNames names) {
    this.last = last;
    this.desk = desk;
    this.names = names;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of(
        "POST /api/v1/topics/rebalance",
        request -> move(request, MoveOrder.Kind.REBALANCE),
        "POST /api/v1/topics/realign",
        request -> move(request, MoveOrder.Kind.REALIGN));
  }

  private Answer move(Request request, MoveOrder.Kind kind)
      throws RefusedRequest, InterruptedException {
    Body body =
        Body.of(
            request.body(),
            TOPICS,
            BROKERS,
            FACTOR,
            OrderBody.THROTTLE,
            OrderBody.THROTTLE_LEAST,
            OrderBody.DRY_RUN,
            "onto");
    boolean onto = body.flag("onto");
    boolean dryRun = OrderBody.isDryRun(request, body);
    if (onto && (kind != MoveOrder.Kind.REBALANCE || !body.has(BROKERS))) {
      throw body.bad("onto", "is for a rebalance, and goes with brokers");
    }
    MoveOrder order =
        new MoveOrder(
            onto ? MoveOrder.Kind.ONTO : kind,
            topics(body),
            brokers(body),
            body.optionalNumber(FACTOR, 1, HIGHEST_FACTOR),
            OrderBody.throttle(body));
    return dryRun
        ? Answer.value(200, Desk.ask(() -> desk.preview(order)))
        : Answer.value(202, Desk.ask(() -> desk.move(order)));
  }

  private SortedSet<Integer> brokers(Body body) throws RefusedRequest {
    Optional<String> expression = body.optionalText(BROKERS);
    return expression.isEmpty()
        ? new TreeSet<>()
        : NodeSelection.brokers(last.get().state(), BROKERS, expression.get());
  }

  /** A misspelt name must not make "some" of it "all". */
  private SortedSet<String> topics(Body body) throws RefusedRequest, InterruptedException {
    Optional<String> text = body.optionalText(TOPICS);
    if (text.isEmpty() || text.get().strip().equals(TopicExpression.ALL)) {
      return new TreeSet<>();
    }
    try {
      TopicExpression expression = TopicExpression.parse(TOPICS, text.get());
      SortedSet<String> topics = expression.of(Desk.ask(names::all));
      if (topics.isEmpty()) {
        throw RefusedRequest.field(TOPICS, "there are no topics");
      }
      return topics;
    } catch (UserError e) {
      throw RefusedRequest.of(TOPICS, e);
    }
  }
}
