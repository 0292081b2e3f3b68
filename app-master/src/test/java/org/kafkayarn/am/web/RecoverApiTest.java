package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kafkayarn.am.events.Chronicle;

/** {@code /api/v1/recover}, over HTTP: what cannot be meant is not taken for "all". */
@Timeout(60)
class RecoverApiTest {
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path root;
  private ApiFixture api;

  @BeforeEach
  void serve() throws IOException {
    api = new ApiFixture(root, new Chronicle(List.of()));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|?partition=orders-0|partition is not known here",
        "400|?partitions=|partitions names none",
        "400|?partitions=a-0,|partitions names none",
        "400|?force=yes|force is true or false, not yes",
        "409|?partitions=orders-0|the ApplicationMaster has just started",
      })
  void aRequestIsUnderstoodOrRefused(int code, String query, String detail) throws Exception {
    HttpResponse<String> answer =
        http.send(
            api.request("/api/v1/recover" + query, ApiFixture.TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(code, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains(detail), answer.body());
  }
}
