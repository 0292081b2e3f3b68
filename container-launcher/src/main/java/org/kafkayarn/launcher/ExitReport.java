package org.kafkayarn.launcher;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.launcher.contract.FailureClass;
import org.kafkayarn.launcher.contract.LauncherState.Exit;

/** What is said of a Kafka process that has ended, and what follows from it for the next. Pure. */
final class ExitReport {
  private static final int LAST_LINES = 30;
  private static final int SIGTERM = 143;

  private ExitReport() {}

  /**
   * @param started it had said that it serves: what was wrong with its start is past
   */
  static Exit of(
      int code,
      boolean ordered,
      boolean clean,
      boolean started,
      int heapMb,
      List<String> lines,
      Instant at) {
    List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    if (ordered && (code == 0 || code == SIGTERM)) {
      return new Exit(
          Optional.of(code),
          at,
          true,
          clean,
          Optional.empty(),
          clean ? "Kafka stopped cleanly" : "Kafka stopped, without its mark of a clean shutdown",
          last);
    }
    FailureClassifier.Verdict verdict =
        new FailureClassifier(started, heapMb).classify(code, lines);
    return new Exit(
        Optional.of(code),
        at,
        ordered,
        clean,
        Optional.of(verdict.failure()),
        verdict.message(),
        last,
        verdict.takenPorts());
  }

  /** An end that another try can mend without anybody's decision. */
  static boolean isCrash(Exit exit) {
    return exit.failure()
        .filter(f -> f == FailureClass.CRASHED || f == FailureClass.OUT_OF_MEMORY)
        .isPresent();
  }
}
