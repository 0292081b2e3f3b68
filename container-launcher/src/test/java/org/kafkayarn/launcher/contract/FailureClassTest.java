package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureClassTest {
  private static final Set<FailureClass> OF_YARN =
      Set.of(FailureClass.HOST_LOST, FailureClass.PREEMPTED);

  @Test
  void everyFailureOfALauncherHasACodeOfItsOwn() {
    for (FailureClass failure : FailureClass.values()) {
      if (!OF_YARN.contains(failure)) {
        assertEquals(Optional.of(failure), FailureClass.ofExitCode(failure.exitCode()));
      }
    }
  }

  @Test
  void whatYarnSaysIsNoExitCode() {
    assertEquals(Optional.empty(), FailureClass.ofExitCode(0));
    for (FailureClass failure : OF_YARN) {
      assertThrows(IllegalStateException.class, failure::exitCode);
    }
  }
}
