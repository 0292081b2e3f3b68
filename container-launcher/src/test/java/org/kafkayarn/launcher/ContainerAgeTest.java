package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ContainerAgeTest {
  private static void assertYounger(String younger, String older) {
    assertTrue(ContainerAge.isYounger(younger, older), younger + " > " + older);
    assertFalse(ContainerAge.isYounger(older, younger), older + " > " + younger);
  }

  @Test
  void aLaterNumberAttemptApplicationOrClusterIsYounger() {
    assertYounger("container_1700_0001_01_000010", "container_1700_0001_01_000009");
    assertYounger("container_1700_0001_02_000001", "container_1700_0001_01_000009");
    assertYounger("container_1700_0002_01_000001", "container_1700_0001_02_000009");
    assertYounger("container_1800_0001_01_000001", "container_1700_0002_01_000001");
  }

  @Test
  void theNumbersOfALaterEpochBeginAnew() {
    assertYounger("container_e02_1700_0001_01_000001", "container_1700_0001_01_000009");
    assertYounger("container_e10_1700_0001_01_000001", "container_e09_1700_0001_01_000009");
    assertYounger("container_e01_1700_0002_01_000001", "container_e09_1700_0001_01_000009");
  }

  @Test
  void noneIsYoungerThanItselfOrThanWhatIsNoContainer() {
    String id = "container_1700_0001_01_000010";
    assertFalse(ContainerAge.isYounger(id, id));
    assertFalse(ContainerAge.isYounger(id, "container_1"));
    assertFalse(ContainerAge.isYounger("", id));
  }
}
