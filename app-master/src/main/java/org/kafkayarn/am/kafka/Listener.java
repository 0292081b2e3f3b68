package org.kafkayarn.am.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** One broker's own listener. */
final class Listener {
  private static final int CONNECT_MS = 1_000;

  private Listener() {}

  /**
   * Whether the broker of that id answers there. Only an Admin that knows no other broker is sure
   * to ask this one; a plain connection first, which costs nothing while the broker still starts.
   */
  static boolean answers(int id, String listener, int withinMs) throws InterruptedException {
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
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                listener,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "kafka-yarn-" + id,
                AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
                false,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                withinMs,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                withinMs))) {
      return admin.describeCluster().nodes().get(withinMs, TimeUnit.MILLISECONDS).stream()
          .anyMatch(node -> node.id() == id);
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
