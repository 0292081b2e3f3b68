package org.kafkayarn.am.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReasonsTest {
  @Test
  void theValuesOfSecretSettingsAreHidden() {
    assertEquals(
        "ssl.key.password=[hidden], num.partitions=3",
        Reasons.of("ssl.key.password=hunter2, num.partitions=3"));
    assertEquals(
        "listener.name.x.sasl.jaas.config = [hidden]",
        Reasons.of("listener.name.x.sasl.jaas.config = a.Module required user=\"me\" x=y;"));
    assertEquals(
        "Unrecognized option: -Djavax.net.ssl.keyStorePassword=[hidden]",
        Reasons.of("Unrecognized option: -Djavax.net.ssl.keyStorePassword=hunter2"));
    assertEquals("{\"password\":[hidden]}", Reasons.of("{\"password\":\"two words\"}"));
  }

  @Test
  void allElseStaysAsItIs() {
    String line =
        "ConfigException: Invalid value -1 for configuration num.partitions: Value must be at least"
            + " 1: correct the configuration; see /disk1/a:b, 10.0.0.1:9092 at 12:00:01,123";
    assertEquals(line, Reasons.of(line));
  }

  @Test
  void aReasonIsOneLineOfBoundedLength() {
    assertEquals("one", Reasons.of("one\ntwo"));
    assertEquals("", Reasons.of(""));
    assertTrue(Reasons.of("x".repeat(5_000)).length() <= 601);
  }
}
