package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The API's description tells of all that there is, and of nothing else. */
@Timeout(60)
class OpenApiTest {
  @TempDir private Path root;

  private static JsonNode served(WholeApi whole) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                whole.api.request("/api/v1/openapi.json", ApiFixture.TOKEN).build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    return StatusFeed.JSON.readTree(answer.body());
  }

  @Test
  void everyRouteIsDescribedAndEveryDescriptionIsOfARoute() throws Exception {
    try (WholeApi whole = new WholeApi(root)) {
      Set<String> described = new TreeSet<>();
      for (Map.Entry<String, JsonNode> path : served(whole).path("paths").properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          described.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
      Set<String> routes =
          whole.api.routes().stream()
              .filter(verb -> verb.contains(" /api/"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(routes, described);
    }
  }

  @Test
  void everyVariableOfAPathIsAParameterAndEveryReferenceLeadsSomewhere() throws Exception {
    try (WholeApi whole = new WholeApi(root)) {
      JsonNode document = served(whole);
      assertEquals("3.1.0", document.path("openapi").asText());
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
          List<String> named = new ArrayList<>();
          method
              .getValue()
              .path("parameters")
              .forEach(
                  parameter -> {
                    if (parameter.path("in").asText().equals("path")) {
                      named.add("{" + parameter.path("name").asText() + "}");
                    }
                  });
          List<String> variables =
              List.of(path.getKey().split("/", -1)).stream()
                  .filter(s -> s.startsWith("{"))
                  .toList();
          assertEquals(variables, named, method.getKey() + " " + path.getKey());
          assertTrue(method.getValue().path("responses").has("default"), path.getKey());
        }
      }
      for (JsonNode reference : document.findValues("$ref")) {
        assertTrue(
            !document.at(reference.asText().substring(1)).isMissingNode(), reference.asText());
      }
    }
  }
}
