package org.kafkayarn.launcher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kafkayarn.launcher.contract.FailureClass;

/** Ends the Kafka processes that a killed launcher has left on our data directories. */
final class Orphans {
  private static final Duration KILL_WAIT = Duration.ofSeconds(10);

  private final Duration stopWait;

  /** The wait is that for an orderly shutdown, before the orphan is killed. */
  Orphans(Duration stopWait) {
    this.stopWait = stopWait;
  }

  /** What was done, one line for each orphan; none of them lives when this returns. */
  List<String> end(List<DataDirectory> directories) throws LaunchFailure {
    Set<ProcessIdentity> orphans = new LinkedHashSet<>();
    directories.forEach(dir -> ChildRecord.live(dir.path()).ifPresent(orphans::add));
    List<String> told = new ArrayList<>();
    for (ProcessIdentity orphan : orphans) {
      told.add(end(orphan));
    }
    return told;
  }

  private String end(ProcessIdentity orphan) throws LaunchFailure {
    Optional<ProcessHandle> process = ProcessHandle.of(orphan.pid());
    process.ifPresent(ProcessHandle::destroy);
    String what = "the Kafka process " + orphan.pid() + " that an earlier launcher had left";
    if (Deadline.in(stopWait).await(() -> !orphan.isAlive())) {
      return "stopped " + what;
    }
    process.ifPresent(ProcessHandle::destroyForcibly);
    if (Deadline.in(KILL_WAIT).await(() -> !orphan.isAlive())) {
      return "killed " + what + ": it did not stop within " + stopWait.toSeconds() + " s";
    }
    throw new LaunchFailure(
        FailureClass.DATA_LOCKED, what + " cannot be killed; it still uses the data directories");
  }
}
