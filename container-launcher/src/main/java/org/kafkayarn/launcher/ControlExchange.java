package org.kafkayarn.launcher;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A request to the control endpoint and its one answer. */
final class ControlExchange {
  private static final int MAX_BODY = 1 << 20;

  private final HttpExchange http;

  ControlExchange(HttpExchange http) {
    this.http = http;
  }

  /** Method and path. */
  String verb() {
    return http.getRequestMethod() + " " + http.getRequestURI().getPath();
  }

  String authorization() {
    String given = http.getRequestHeaders().getFirst("Authorization");
    return given == null ? "" : given;
  }

  /** Throws IllegalArgumentException for what cannot be decoded. */
  Map<String, String> query() {
    Map<String, String> query = new HashMap<>();
    String text = http.getRequestURI().getRawQuery();
    for (String part : (text == null ? "" : text).split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        query.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  String body() throws IOException {
    byte[] body = http.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new IllegalArgumentException("the body is larger than " + MAX_BODY + " bytes");
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  void answer(int status, String text) {
    answer(status, text, Map.of());
  }

  /** A reader that went away is not our failure. */
  void answer(int status, String text, Map<String, String> headers) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    headers.forEach(http.getResponseHeaders()::set);
    prepare();
    try (http) {
      // A length of 0 would mean "not known yet"; -1 is none.
      http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      try (OutputStream out = http.getResponseBody()) {
        out.write(body);
      }
    } catch (IOException e) {
      lost(e);
    }
  }

  /** An answer that is larger than our memory; one that breaks off is seen by the reader. */
  void answer(InputStream text) {
    prepare();
    try (http;
        text) {
      http.sendResponseHeaders(200, 0);
      OutputStream out = http.getResponseBody();
      text.transferTo(out);
      out.close();
    } catch (IOException e) {
      lost(e);
    }
  }

  void refuse(Throwable error) {
    answer(400, oneLine(error) + "\n");
  }

  private void prepare() {
    http.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    // A kept connection may be closed by one side while the other writes a POST, which cannot be
    // repeated blindly. Requests are few: one connection each.
    http.getResponseHeaders().set("Connection", "close");
  }

  private static void lost(IOException e) {
    System.err.println("launcher: an answer did not reach its reader: " + e);
  }

  private static String oneLine(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    String message = error instanceof IllegalArgumentException ? error.getMessage() : null;
    return (message == null ? String.valueOf(cause.getMessage()) : message).replace('\n', ' ');
  }
}
