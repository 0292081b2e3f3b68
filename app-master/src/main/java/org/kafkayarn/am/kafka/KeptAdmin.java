package org.kafkayarn.am.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** A client of Kafka that is kept for as long as it is asked for by the same addresses. */
public final class KeptAdmin implements AutoCloseable {
  private final String clientId;
  private final int withinMs;
  private final int allMs;
  private Optional<Admin> admin = Optional.empty();
  private Set<String> servers = Set.of();

  /**
   * For one thread.
   *
   * @param withinMs for one request
   * @param allMs for one call, which may take several
   */
  public KeptAdmin(String clientId, int withinMs, int allMs) {
    this.clientId = clientId;
    this.withinMs = withinMs;
    this.allMs = allMs;
  }

  /**
   * The client of these addresses, which closes that of others.
   *
   * @throws ExecutionException as a call's that fails: no address can be resolved, say
   */
  public Admin to(Connection by, Set<String> addresses) throws ExecutionException {
    if (admin.isEmpty() || !addresses.equals(servers)) {
      close();
      admin = Optional.of(by.to(addresses, clientId, withinMs, allMs));
      servers = addresses;
    }
    return admin.get();
  }

  /** Waits for no answer. The next call opens another. */
  @Override
  public void close() {
    admin.ifPresent(open -> open.close(Duration.ZERO));
    admin = Optional.empty();
  }
}
