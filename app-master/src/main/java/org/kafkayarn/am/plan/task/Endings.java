package org.kafkayarn.am.plan.task;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.kafkayarn.am.spec.TaskSpec;
import org.kafkayarn.am.state.task.TaskRecord;
import org.kafkayarn.am.state.task.TaskRecord.Ended;

/** What follows when an instance has come to its end by itself. */
final class Endings {
  private Endings() {}

  /** The record of an instance that is to run (again); empty when it has done its work. */
  static Optional<TaskRecord> next(Planning turn, TaskSpec spec, TaskRecord record) {
    if (record.ended().isEmpty()) {
      return Optional.of(record);
    }
    if (!isFinal(spec, record)) {
      TaskRecord again = record.anew();
      turn.keep(again);
      return Optional.of(again);
    }
    return Optional.empty();
  }

  /** It stays ended: its task does not start it again, and is still the one that it was. */
  static boolean isFinal(TaskSpec spec, TaskRecord record) {
    return record.version() == spec.version()
        && record
            .ended()
            .filter(
                ended ->
                    switch (spec.restart()) {
                      case ALWAYS -> false;
                      case ON_FAILURE -> ended.exitCode() == 0;
                      case NEVER -> true;
                    })
            .isPresent();
  }

  static String words(Ended ended) {
    return (ended.exitCode() == 0 ? "completed" : "ended with exit code " + ended.exitCode())
        + " at "
        + ended.at().truncatedTo(ChronoUnit.SECONDS);
  }
}
