package org.kafkayarn.am.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.kafkayarn.am.kafka.QuotaClient;
import org.kafkayarn.am.kafka.QuotaKey;
import org.kafkayarn.am.kafka.Quotas;
import org.kafkayarn.am.spec.SpecKey;

/** The API's part on quotas: how much clients may take, and how that is changed. */
public final class QuotasResource implements Resource {
  private static final String PATH = " /api/v1/quotas";
  private static final String USER = "user";
  private static final String CLIENT_ID = "clientId";
  private static final String QUOTAS = "quotas";
  private static final String KEYS = "keys";
  private static final String DRY_RUN = "dryRun";

  private final Quotas quotas;

  public QuotasResource(Quotas quotas) {
    this.quotas = quotas;
  }

  @Override
  public Map<String, Endpoint> endpoints() {
    return Map.of("GET" + PATH, this::list, "PUT" + PATH, this::set, "DELETE" + PATH, this::remove);
  }

  private Answer list(Request request) throws InterruptedException, RefusedRequest {
    Query query = Query.of(request, USER, CLIENT_ID);
    Optional<String> user = name(query, USER);
    Optional<String> clientId = name(query, CLIENT_ID);
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    ArrayNode list = body.putArray(QUOTAS);
    KafkaCall.ask(quotas::list)
        .forEach(
            (client, held) -> {
              if (client.matches(user, clientId)) {
                list.add(named(client).set(QUOTAS, values(held)));
              }
            });
    return Answer.json(200, body);
  }

  private static ObjectNode values(SortedMap<QuotaKey, Double> held) {
    ObjectNode values = StatusFeed.JSON.createObjectNode();
    held.forEach(
        (key, value) -> {
          if (value == Math.rint(value)) {
            values.put(key.key(), value.longValue());
          } else {
            values.put(key.key(), value);
          }
        });
    return values;
  }

  private static ObjectNode named(QuotaClient client) {
    ObjectNode body = StatusFeed.JSON.createObjectNode();
    client.user().ifPresent(name -> body.put(USER, name));
    client.clientId().ifPresent(name -> body.put(CLIENT_ID, name));
    return body;
  }

  private Answer set(Request request) throws InterruptedException, RefusedRequest {
    boolean dryRun = Query.of(request, DRY_RUN).flag(DRY_RUN);
    Body body = Body.of(request.body(), USER, CLIENT_ID, QUOTAS);
    QuotaClient whose = client(body.optionalText(USER), body.optionalText(CLIENT_ID));
    Map<QuotaKey, Optional<Double>> wanted = new EnumMap<>(QuotaKey.class);
    for (Map.Entry<String, Optional<String>> one : body.settings(QUOTAS).entrySet()) {
      wanted.put(key(QUOTAS + "." + one.getKey(), one.getKey()), value(one));
    }
    if (wanted.isEmpty()) {
      throw RefusedRequest.field(QUOTAS, "is missing: give at least one");
    }
    return changed(whose, KafkaCall.ask(() -> quotas.change(whose, wanted, dryRun)), dryRun);
  }

  private static Optional<Double> value(Map.Entry<String, Optional<String>> one)
      throws RefusedRequest {
    if (one.getValue().isEmpty()) {
      return Optional.empty();
    }
    String field = QUOTAS + "." + one.getKey();
    QuotaKey key = key(field, one.getKey());
    Optional<Double> value = key.parse(one.getValue().get());
    if (value.isEmpty()) {
      throw RefusedRequest.field(
          field, "is " + key.form() + ", not " + Body.shown(one.getValue().get()));
    }
    return value;
  }

  private static QuotaKey key(String field, String key) throws RefusedRequest {
    return QuotaKey.find(key)
        .orElseThrow(
            () ->
                RefusedRequest.field(
                    field,
                    "%s is no quota of clients. Did you mean %s?"
                        .formatted(Body.shown(key), SpecKey.nearest(key, QuotaKey.keys()))));
  }

  private Answer remove(Request request) throws InterruptedException, RefusedRequest {
    Query query = Query.of(request, USER, CLIENT_ID, KEYS, DRY_RUN);
    boolean dryRun = query.flag(DRY_RUN);
    Body unused = Body.of(request.body());
    QuotaClient whose = client(name(query, USER), name(query, CLIENT_ID));
    Set<QuotaKey> keys = EnumSet.noneOf(QuotaKey.class);
    Optional<String> given = query.text(KEYS);
    if (given.isPresent()) {
      for (String key : given.get().split(",", -1)) {
        keys.add(key(KEYS, key));
      }
    }
    return changed(whose, KafkaCall.ask(() -> quotas.remove(whose, keys, dryRun)), dryRun);
  }

  private static Answer changed(QuotaClient whose, List<String> changes, boolean dryRun) {
    ObjectNode body = named(whose);
    body.set("changes", StatusFeed.JSON.valueToTree(changes));
    return Answer.json(200, body.put(DRY_RUN, dryRun));
  }

  private static Optional<String> name(Query query, String field) throws RefusedRequest {
    Optional<String> name = query.text(field);
    if (name.filter(String::isBlank).isPresent()) {
      throw RefusedRequest.field(field, "is empty: give a value or leave it out");
    }
    return name;
  }

  private static QuotaClient client(Optional<String> user, Optional<String> clientId)
      throws RefusedRequest {
    if (user.isEmpty() && clientId.isEmpty()) {
      throw RefusedRequest.field(
          USER, "is missing: give user, clientId, or both; default means all the others");
    }
    return new QuotaClient(user, clientId);
  }
}
