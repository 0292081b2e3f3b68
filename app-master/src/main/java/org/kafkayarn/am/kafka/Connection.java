package org.kafkayarn.am.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** How we reach Kafka: by its brokers, or by its controllers where only these are known. */
enum Connection {
  BROKERS(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
  CONTROLLERS(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG);

  private final String key;

  Connection(String key) {
    this.key = key;
  }

  /**
   * @param withinMs for one request
   * @param allMs for one call, which may take several
   */
  Admin to(Collection<String> servers, String clientId, int withinMs, int allMs) {
    return Admin.create(
        Map.of(
            key,
            String.join(",", servers),
            AdminClientConfig.CLIENT_ID_CONFIG,
            clientId,
            AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
            false,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            withinMs,
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            allMs));
  }
}
