package org.kafkayarn.am.kafka;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.quota.ClientQuotaEntity;

/**
 * Whose quotas they are: those of a user, of a client id, or of a client id that a user has.
 * {@value #DEFAULT} stands for each one that has no quotas of its own.
 */
public record QuotaClient(Optional<String> user, Optional<String> clientId)
    implements Comparable<QuotaClient> {
  public static final String DEFAULT = "default";

  private static final Comparator<QuotaClient> ORDER =
      Comparator.comparing((QuotaClient client) -> client.user.orElse(""))
          .thenComparing(client -> client.clientId.orElse(""));

  public QuotaClient {
    requireNonNull(user);
    requireNonNull(clientId);
  }

  /** Empty for what is neither: Kafka has quotas of addresses, too. */
  static Optional<QuotaClient> of(ClientQuotaEntity entity) {
    QuotaClient client =
        new QuotaClient(
            name(entity, ClientQuotaEntity.USER), name(entity, ClientQuotaEntity.CLIENT_ID));
    return client.entity().entries().keySet().equals(entity.entries().keySet())
        ? Optional.of(client)
        : Optional.empty();
  }

  private static Optional<String> name(ClientQuotaEntity entity, String type) {
    return entity.entries().containsKey(type)
        ? Optional.of(Optional.ofNullable(entity.entries().get(type)).orElse(DEFAULT))
        : Optional.empty();
  }

  ClientQuotaEntity entity() {
    Map<String, String> names = new HashMap<>();
    user.ifPresent(name -> names.put(ClientQuotaEntity.USER, kafka(name)));
    clientId.ifPresent(name -> names.put(ClientQuotaEntity.CLIENT_ID, kafka(name)));
    return new ClientQuotaEntity(names);
  }

  /** The default entity has no name. */
  private static String kafka(String name) {
    return name.equals(DEFAULT) ? null : name;
  }

  /** It is that user's, and that client id's, where these are given. */
  public boolean matches(Optional<String> ofUser, Optional<String> ofClient) {
    return (ofUser.isEmpty() || ofUser.equals(user))
        && (ofClient.isEmpty() || ofClient.equals(clientId));
  }

  @Override
  public int compareTo(QuotaClient other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    String who = user.map(name -> "user " + name).orElse("");
    String what = clientId.map(name -> "client id " + name).orElse("");
    return who.isEmpty() || what.isEmpty() ? who + what : who + " with " + what;
  }
}
