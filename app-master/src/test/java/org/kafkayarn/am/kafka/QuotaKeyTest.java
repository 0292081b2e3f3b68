package org.kafkayarn.am.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaKeyTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1000000, 1000000",
    "10m, 10485760",
    "2K, 2048",
    "1g, 1073741824",
    "999999999g, 1073741822926258176"
  })
  void bytesAreSizes(String text, double bytes) {
    assertEquals(Optional.of(bytes), QuotaKey.PRODUCER_BYTE_RATE.parse(text));
  }

  @Test
  void whatIsNoRateIsNone() {
    for (String text : List.of("", "0", "-1", "1.5", "m", "10mb", "1e3", "9999999999g", " 1")) {
      assertEquals(Optional.empty(), QuotaKey.CONSUMER_BYTE_RATE.parse(text), text);
    }
    for (String text : List.of("", "0", "0.0", "-1", "10m", "1e3", "NaN", ".5", "5%")) {
      assertEquals(Optional.empty(), QuotaKey.REQUEST_PERCENTAGE.parse(text), text);
    }
    assertEquals(Optional.of(12.5), QuotaKey.CONTROLLER_MUTATION_RATE.parse("12.5"));
  }

  @Test
  void valuesAreShownAsTheyAreWritten() {
    assertEquals("10485760", QuotaKey.shown(10_485_760));
    assertEquals("1000000000", QuotaKey.shown(1e9));
    assertEquals("12.5", QuotaKey.shown(12.5));
  }

  @Test
  void theDefaultIsAnEntityWithoutAName() {
    Map<String, String> names = new HashMap<>();
    names.put("user", "alice");
    names.put("client-id", null);
    ClientQuotaEntity entity = new ClientQuotaEntity(names);
    QuotaClient client = QuotaClient.of(entity).orElseThrow();
    assertEquals(new QuotaClient(Optional.of("alice"), Optional.of("default")), client);
    assertEquals(entity, client.entity());
    assertEquals("user alice with client id default", client.toString());
    assertEquals(Optional.empty(), QuotaClient.of(new ClientQuotaEntity(Map.of("ip", "10.0.0.1"))));
  }
}
