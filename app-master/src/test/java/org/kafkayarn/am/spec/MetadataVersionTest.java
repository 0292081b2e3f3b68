package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class MetadataVersionTest {
  @Test
  void aReleaseOfKafkaKnowsTheLevelsOfItsMinorVersion() {
    assertEquals(OptionalInt.of(21), MetadataVersion.knownTo("3.9.1"));
    assertEquals(OptionalInt.of(29), MetadataVersion.knownTo("4.2.0"));
    assertEquals(OptionalInt.of(30), MetadataVersion.knownTo("4.3.1-rc1"));
    assertEquals(OptionalInt.empty(), MetadataVersion.knownTo("4.30.0"));
    assertEquals(OptionalInt.empty(), MetadataVersion.knownTo("trunk"));
  }
}
