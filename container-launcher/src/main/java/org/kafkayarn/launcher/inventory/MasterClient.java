package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.InventoryProtocol;

/** Speaks {@link InventoryProtocol} with the ApplicationMaster. */
final class MasterClient {
  private static final Duration EXCHANGE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(EXCHANGE).build();
  private final String master;
  private final String visit;
  private final String token;

  MasterClient(String master, String visit, String token) {
    this.master = master;
    this.visit = visit;
    this.token = token;
  }

  DataQuestion question() throws IOException, InterruptedException {
    return DataQuestion.fromText(send(request(InventoryProtocol.QUESTION).GET()));
  }

  void alive() throws IOException, InterruptedException {
    String unused = send(request(InventoryProtocol.ALIVE).POST(BodyPublishers.noBody()));
  }

  void answer(DataAnswer answer) throws IOException, InterruptedException {
    String unused =
        send(request(InventoryProtocol.ANSWER).POST(BodyPublishers.ofString(answer.toText())));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
            URI.create(
                "http://%s%s?%s=%s"
                    .formatted(master, path, InventoryProtocol.VISIT_PARAMETER, visit)))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(EXCHANGE)
        .header("Authorization", "Bearer " + token);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          "%s answered %d: %s".formatted(master, response.statusCode(), response.body().strip()));
    }
    return response.body();
  }
}
