package org.kafkayarn.am;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.kafka.KafkaQuotas;
import org.kafkayarn.am.kafka.KafkaTopics;
import org.kafkayarn.am.kafka.TaskProbe;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.operation.OrderDesk;
import org.kafkayarn.am.reassign.MoveEdge;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.SpecStore;
import org.kafkayarn.am.web.BrokerConfigResource;
import org.kafkayarn.am.web.BrokerFilesResource;
import org.kafkayarn.am.web.BrokersResource;
import org.kafkayarn.am.web.LastSnapshot;
import org.kafkayarn.am.web.MovesResource;
import org.kafkayarn.am.web.OperationsResource;
import org.kafkayarn.am.web.QuotasResource;
import org.kafkayarn.am.web.Resource;
import org.kafkayarn.am.web.StatusFeed;
import org.kafkayarn.am.web.TopicsResource;

/**
 * Where operators turn to with brokers, topics, quotas and operations, what carries that out, and
 * what tells of what tasks need.
 */
final class Desks implements AutoCloseable {
  private final KafkaTopics topics = new KafkaTopics();
  private final KafkaQuotas quotas = new KafkaQuotas();
  private final LastSnapshot last = new LastSnapshot();
  private final MoveEdge moves;
  private final TaskProbe tasks;
  private final OrderDesk orders;
  private final TopicsResource topicsResource = new TopicsResource(topics);
  private final List<Resource> resources;

  Desks(
      ClusterHome home,
      SpecStore specs,
      StatusFeed feed,
      LauncherCalls launchers,
      Consumer<Event> events) {
    this.moves = new MoveEdge(home.moves(), events);
    this.tasks = new TaskProbe(events);
    this.orders = new OrderDesk(events, moves, home.moves(), specs, InstantSource.system());
    this.resources =
        List.of(
            topicsResource,
            new QuotasResource(quotas),
            new BrokersResource(last, orders),
            new BrokerConfigResource(last),
            new BrokerFilesResource(feed, launchers),
            new OperationsResource(feed, orders),
            new MovesResource(last, orders, orders::topics));
  }

  /** What the API serves, with what belongs to others. */
  List<Resource> resources(Resource other) {
    List<Resource> all = new ArrayList<>(resources);
    all.add(other);
    return all;
  }

  void start() {
    moves.start();
    tasks.start();
  }

  /** The loop's thread. */
  void follow(Snapshot snapshot) {
    last.follow(snapshot);
    topics.follow(snapshot);
    quotas.follow(snapshot);
    topicsResource.follow(snapshot);
    moves.follow(snapshot);
    tasks.follow(snapshot);
    orders.follow(snapshot);
  }

  @Override
  public void close() {
    tasks.close();
    moves.close();
  }
}
