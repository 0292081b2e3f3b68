package org.kafkayarn.client.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.state.BrokerStatus;
import org.kafkayarn.am.state.ControllerStatus;
import org.kafkayarn.am.state.OperationStatus;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.yarn.AmClient;

/** What the ApplicationMaster tells of nodes and operations. */
final class NodeCalls {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  private NodeCalls() {}

  static List<BrokerStatus> brokers(RunningCluster cluster) {
    return List.of(get(cluster, "/brokers", BrokerStatus[].class));
  }

  static List<ControllerStatus> controllers(RunningCluster cluster) {
    return List.of(get(cluster, "/controllers", ControllerStatus[].class));
  }

  /** How many controllers there are in containers of their own. */
  static long dedicatedControllers(RunningCluster cluster) {
    return controllers(cluster).stream().filter(one -> one.roles().equals("controller")).count();
  }

  /** The latest first. */
  static List<OperationStatus> operations(RunningCluster cluster) {
    return List.of(get(cluster, "/operations", OperationStatus[].class));
  }

  private static <T> T get(RunningCluster cluster, String path, Class<T> type) {
    JsonNode answer =
        cluster.ask(api -> api.call("GET", path, Optional.empty(), WITHIN), "Try again");
    try {
      return AmClient.JSON.treeToValue(answer, type);
    } catch (JsonProcessingException e) {
      throw new CommandFailed("the ApplicationMaster's answer is not understood", e);
    }
  }
}
