package org.kafkayarn.am.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** One node's own listener. */
final class Listener {
  private static final int CONNECT_MS = 1_000;

  private Listener() {}

  /**
   * Whether the node of that id answers there. Only an Admin that knows no other node is sure to
   * ask this one; a plain connection first, which costs nothing while the broker still starts.
   */
  static boolean answers(int id, Target target, int withinMs) throws InterruptedException {
    String listener = target.listener();
    int colon = listener.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              listener.substring(0, colon), Integer.parseInt(listener.substring(colon + 1))),
          CONNECT_MS);
    } catch (IOException e) {
      return false;
    }
    try (Admin admin =
        target
            .connection()
            .to(List.of(target.listener()), "kafka-yarn-" + id, withinMs, withinMs)) {
      return admin.describeCluster().nodes().get(withinMs, TimeUnit.MILLISECONDS).stream()
          .anyMatch(node -> node.id() == id);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
