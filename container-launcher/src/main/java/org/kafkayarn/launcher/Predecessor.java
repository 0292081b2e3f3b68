package org.kafkayarn.launcher;

import com.sun.net.httpserver.HttpServer;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.kafkayarn.launcher.contract.ControlClient;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.LauncherState;

/**
 * Ends an earlier launcher of the same node on this host, Kafka in order first. A NodeManager that
 * was killed and started again without recovery knows its old containers no more, and YARN reports
 * them as lost while their processes live on: the node would wait for its own ports and directories
 * for ever. Whoever holds the control port and takes this node's token is such a launcher, if its
 * container is the older one.
 */
final class Predecessor {
  private static final Duration EXCHANGE = Duration.ofSeconds(5);

  private final ContainerContext container;
  private final Duration stopWait;

  /** The wait is that for its Kafka's controlled shutdown. */
  Predecessor(ContainerContext container, Duration stopWait) {
    this.container = container;
    this.stopWait = stopWait;
  }

  /** Listens on the control port, when need be after the predecessor has left it. */
  HttpServer bind(LaunchSpec spec) throws LaunchFailure {
    try {
      return ControlServer.bind(spec.controlPort());
    } catch (LaunchFailure e) {
      if (e.failure() != FailureClass.PORT_TAKEN
          || !tellToExit(spec.nodeId(), spec.controlPort())) {
        throw e;
      }
    }
    HttpServer[] server = new HttpServer[1];
    boolean left = Deadline.in(stopWait).await(() -> (server[0] = tryBind(spec)) != null);
    if (!left) {
      throw new LaunchFailure(
          FailureClass.PORT_TAKEN,
          "the control port %d is still held by an earlier launcher of this node, %d s after it was told to exit"
              .formatted(spec.controlPort(), stopWait.toSeconds()));
    }
    return server[0];
  }

  private static HttpServer tryBind(LaunchSpec spec) {
    try {
      return ControlServer.bind(spec.controlPort());
    } catch (LaunchFailure e) {
      return null;
    }
  }

  /** Whether a predecessor answers at the port; it leaves as soon as its Kafka has ended. */
  boolean tellToExit(int nodeId, int controlPort) {
    ControlClient client =
        new ControlClient(
            HttpClient.newHttpClient(), "localhost", controlPort, container.token(), EXCHANGE);
    try {
      LauncherState other = client.state().join();
      if (other.nodeId() != nodeId
          || !ContainerAge.isYounger(container.containerId(), other.containerId())) {
        System.err.println(
            "launcher: the port %d is held by node %d in %s"
                .formatted(controlPort, other.nodeId(), other.containerId()));
        return false;
      }
      System.err.println(
          "launcher: %s still runs this node (%s): it is told to exit"
              .formatted(other.containerId(), other.phase()));
      LauncherState unused = client.exit().join();
      return true;
    } catch (CompletionException e) {
      System.err.println(
          "launcher: no launcher of this node at port " + controlPort + ": " + e.getCause());
      return false;
    }
  }
}
