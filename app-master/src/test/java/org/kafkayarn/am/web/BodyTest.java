package org.kafkayarn.am.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyTest {
  /** Fields of every type. */
  private static List<Object> read(String text) throws RefusedRequest {
    Body body = Body.of(text, "name", "count", "bytes", "force", "topics", "config", "more");
    Optional<Body> more = body.map("more", "inner");
    return List.of(
        body.text("name"),
        body.optionalNumber("count", 1, 10),
        body.optionalLong("bytes", 0, Long.MAX_VALUE),
        body.flag("force"),
        body.texts("topics"),
        body.settings("config"),
        more.isPresent() ? more.get().number("inner", 0, 3) : 0);
  }

  @Test
  void fieldsAreReadByTheirTypes() throws RefusedRequest {
    Body body =
        Body.of(
            "{\"name\": \"a\", \"count\": 3, \"config\": {\"x\": 5, \"y\": null, \"z\": true,"
                + " \"w\": \"\"}, \"topics\": [\"t\", \"u\"]}",
            "name",
            "count",
            "config",
            "topics",
            "force",
            "bytes");
    assertEquals("a", body.text("name"));
    assertEquals(3, body.number("count", 1, 3));
    assertEquals(
        Map.of(
            "x",
            Optional.of("5"),
            "y",
            Optional.empty(),
            "z",
            Optional.of("true"),
            "w",
            Optional.of("")),
        body.settings("config"));
    assertEquals(List.of("t", "u"), body.texts("topics"));
    assertFalse(body.flag("force"));
    assertEquals(OptionalLong.empty(), body.optionalLong("bytes", 0, 1));
    assertTrue(body.has("count"));
    assertFalse(Body.of(" ", "count").has("count"), "no body is one without fields");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|name|name: is missing",
        "{\"name\": null}|name|name: is null: give a value or leave the field out",
        "{\"name\": 3}|name|name: is not a text: 3",
        "{\"name\": \" \"}|name|name: is empty: give a value or leave it out",
        "{\"nam\": \"a\"}|nam|nam: is not known here. Did you mean name?",
        "{\"name\": \"a\", \"name\": \"b\"}|name|name: is there twice: give it once",
        "{\"name\": \"a\", \"count\": \"3\"}|count|count: is not a whole number: \"3\"",
        "{\"name\": \"a\", \"count\": 3.0}|count|count: is not a whole number: 3.0",
        "{\"name\": \"a\", \"count\": 11}|count|count: 11 is not from 1 to 10",
        "{\"name\": \"a\", \"bytes\": 18446744073709551617}|bytes|bytes: 18446744073709551617 is not from 0 to 9223372036854775807",
        "{\"name\": \"a\", \"force\": \"true\"}|force|force: is true or false, not \"true\"",
        "{\"name\": \"a\", \"topics\": \"t\"}|topics|topics: is not a list of texts: \"t\"",
        "{\"name\": \"a\", \"topics\": [3]}|topics|topics: is not a text: 3",
        "{\"name\": \"a\", \"config\": []}|config|config: is not a map of settings: []",
        "{\"name\": \"a\", \"config\": {\"x\": {}}}|config.x|config.x: is a text, a number, true, false or null, not {}",
        "{\"name\": \"a\", \"more\": {\"iner\": 1}}|more.iner|more.iner: is not known here. Did you mean inner?",
        "{\"name\": \"a\", \"more\": {\"inner\": 4}}|more.inner|more.inner: 4 is not from 0 to 3",
        "[]||the body is not a map of fields: {\"FIELD\": VALUE, …}",
        "3||the body is not a map of fields: {\"FIELD\": VALUE, …}",
        "{\"name\": \"a\"} {}||the body is not JSON: Trailing token",
        "{name: \"a\"}||the body is not JSON: Unexpected character"
      })
  void whatIsWrongIsNamed(String body, String field, String line) throws Exception {
    RefusedRequest refused = assertThrows(RefusedRequest.class, () -> read(body));
    JsonNode problem = StatusFeed.JSON.readTree(refused.answer().body());
    assertTrue(problem.path("detail").asText().startsWith(line), problem.toString());
    assertEquals(Optional.ofNullable(field).orElse(""), problem.path("field").asText());
    assertEquals(400, problem.path("status").asInt());
  }

  @Property(tries = 500)
  void whateverIsSentIsReadOrRefused(@ForAll String any) {
    try {
      assertEquals(7, read(any).size());
    } catch (RefusedRequest e) {
      assertEquals(400, e.answer().code());
    }
  }
}
