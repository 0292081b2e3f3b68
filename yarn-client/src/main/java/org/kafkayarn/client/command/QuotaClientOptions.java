package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** Whose quotas are meant. */
final class QuotaClientOptions {
  @Option(
      names = {"-user", "--user"},
      paramLabel = "USER",
      description = "A user; default: each user that has no quotas of its own.")
  private String user;

  @Option(
      names = {"-client-id", "--client-id"},
      paramLabel = "ID",
      description =
          "A client id, with -user those of that user; default: each one without quotas of its own.")
  private String clientId;

  /** For verbs that change something. */
  QuotaClientOptions checked() {
    if (user == null && clientId == null) {
      throw new UserError("whose quotas? Give -user, -client-id, or both");
    }
    return this;
  }

  void addTo(ObjectNode body) {
    if (user != null) {
      body.put("user", user);
    }
    if (clientId != null) {
      body.put("clientId", clientId);
    }
  }

  /** As parameters of a query. */
  List<String> parameters() {
    List<String> parameters = new ArrayList<>();
    if (user != null) {
      parameters.add("user=" + QuotaCalls.encoded(user));
    }
    if (clientId != null) {
      parameters.add("clientId=" + QuotaCalls.encoded(clientId));
    }
    return parameters;
  }
}
