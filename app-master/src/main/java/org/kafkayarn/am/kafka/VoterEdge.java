package org.kafkayarn.am.kafka;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RaftVoterEndpoint;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.KafkaEvent;
import org.kafkayarn.am.state.NodeRecord;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.VoterChange;

/**
 * Carries changes of the quorum's voters to Kafka (KIP-853). Each ends in one event. Changes are
 * rare, so each has a client of its own.
 */
public final class VoterEdge {
  private static final int REQUEST_MS = 10_000;

  /** The leader waits for the copy of a voter that joins; brokers pass the request on to it. */
  private static final int CALL_MS = 20_000;

  private final Executor blocking;
  private final Consumer<Event> events;
  private volatile Reach reach = new Reach(Connection.BROKERS, Set.of());

  /** Whom to ask. */
  private record Reach(Connection by, Set<String> servers) {}

  /**
   * @param blocking where calls may block
   */
  public VoterEdge(Executor blocking, Consumer<Event> events) {
    this.blocking = blocking;
    this.events = events;
  }

  /** Remembers who serves. The loop's thread. */
  public void follow(Snapshot snapshot) {
    ClusterState state = snapshot.state();
    Set<String> brokers = new HashSet<>();
    Set<String> controllers = new HashSet<>();
    for (Slot slot : state.slots().values()) {
      Optional<NodeRecord> node = state.ledger().node(slot.id()).filter(n -> slot.serving());
      node.filter(n -> Target.isBroker(state, n.id()))
          .map(Target::brokerListener)
          .ifPresent(brokers::add);
      node.filter(NodeRecord::controller)
          .map(NodeRecord::controllerEndpoint)
          .ifPresent(controllers::add);
    }
    reach =
        brokers.isEmpty()
            ? new Reach(Connection.CONTROLLERS, controllers)
            : new Reach(Connection.BROKERS, brokers);
  }

  public void change(Action.ChangeVoter action) {
    Reach servers = reach;
    blocking.execute(
        () ->
            events.accept(new KafkaEvent.VoterChanged(action.change(), failure(action, servers))));
  }

  private static Optional<String> failure(Action.ChangeVoter action, Reach reach) {
    if (reach.servers().isEmpty()) {
      return Optional.of("no node of Kafka serves that could be asked");
    }
    try (Admin admin = reach.by().to(reach.servers(), "kafka-yarn-voters", REQUEST_MS, CALL_MS)) {
      call(admin, action).get(CALL_MS, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return Optional.of(cause.getClass().getSimpleName() + ": " + cause.getMessage());
    } catch (TimeoutException e) {
      return Optional.of("Kafka has not answered within " + CALL_MS / 1000 + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static KafkaFuture<Void> call(Admin admin, Action.ChangeVoter action) {
    VoterChange change = action.change();
    Uuid directory = Uuid.fromString(change.directoryId());
    return switch (change.kind()) {
      case REMOVE -> admin.removeRaftVoter(change.nodeId(), directory).all();
      case ADD ->
          admin.addRaftVoter(change.nodeId(), directory, Set.of(endpoint(action.endpoint()))).all();
    };
  }

  private static RaftVoterEndpoint endpoint(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new RaftVoterEndpoint(
        "CONTROLLER",
        hostAndPort.substring(0, colon),
        Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
