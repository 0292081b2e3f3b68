package org.kafkayarn.am.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The API's description, for programs: OpenAPI 3.1. */
final class OpenApi {
  private static final String DOCUMENT = read();

  private OpenApi() {}

  private static String read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      if (in == null) {
        throw new IllegalStateException(
            "kafka-yarn.jar lacks openapi.json: it was not built whole");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Answer get(Request request) throws RefusedRequest {
    var unused = Query.of(request);
    return Answer.json(200, DOCUMENT);
  }
}
