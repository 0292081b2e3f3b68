package org.kafkayarn.am.kafka;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** How we reach Kafka: by its brokers, or by its controllers where only these are known. */
public enum Connection {
  BROKERS(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
  CONTROLLERS(AdminClientConfig.BOOTSTRAP_CONTROLLERS_CONFIG);

  private final String key;

  Connection(String key) {
    this.key = key;
  }

  /**
   * A client of its own.
   *
   * @param withinMs for one request
   * @param allMs for one call, which may take several
   * @throws ExecutionException as a call's that fails: no address can be resolved, say
   */
  public Admin to(Collection<String> servers, String clientId, int withinMs, int allMs)
      throws ExecutionException {
    return create(settings(servers, clientId, withinMs, allMs));
  }

  /** For a call that must not be made twice. */
  Admin once(Collection<String> servers, String clientId, int withinMs) throws ExecutionException {
    Map<String, Object> settings = settings(servers, clientId, withinMs, withinMs);
    settings.put(AdminClientConfig.RETRIES_CONFIG, 0);
    return create(settings);
  }

  private static Admin create(Map<String, Object> settings) throws ExecutionException {
    try {
      return Admin.create(settings);
    } catch (KafkaException e) {
      throw new ExecutionException(e);
    }
  }

  private Map<String, Object> settings(
      Collection<String> servers, String clientId, int withinMs, int allMs) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(key, String.join(",", servers));
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, withinMs);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, allMs);
    return settings;
  }
}
