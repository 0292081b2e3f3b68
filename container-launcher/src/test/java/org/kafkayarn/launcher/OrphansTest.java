package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {
  @TempDir Path dir;

  private List<DataDirectory> directories() throws LaunchFailure {
    return List.of(DataDirectory.lock(dir, 1, Deadline.in(Duration.ZERO)));
  }

  private static ProcessIdentity identity(Process process) {
    return ProcessIdentity.of(process.pid()).orElseThrow();
  }

  @Test
  void anOrphanIsStoppedInOrder() throws Exception {
    Process orphan = new ProcessBuilder("sleep", "600").start();
    ChildRecord.write(dir, identity(orphan));
    List<String> told = new Orphans(Duration.ofSeconds(10)).end(directories());
    assertEquals(143, orphan.waitFor());
    assertTrue(told.get(0).startsWith("stopped the Kafka process " + orphan.pid()), told.get(0));
  }

  @Test
  void anOrphanThatDoesNotStopIsKilled() throws Exception {
    Process orphan =
        new ProcessBuilder("bash", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done")
            .start();
    orphan.inputReader().readLine();
    ChildRecord.write(dir, identity(orphan));
    List<String> told = new Orphans(Duration.ofMillis(300)).end(directories());
    assertEquals(137, orphan.waitFor());
    assertTrue(told.get(0).startsWith("killed"), told.get(0));
  }

  @Test
  void anotherProcessWithTheSamePidIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      ProcessIdentity real = identity(other);
      ChildRecord.write(dir, new ProcessIdentity(real.pid(), "1", real.bootId()));
      assertEquals(List.of(), new Orphans(Duration.ofSeconds(1)).end(directories()));
      assertTrue(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aDeadProcessIsNoOrphan() throws Exception {
    Process process = new ProcessBuilder("sleep", "600").start();
    ProcessIdentity identity = identity(process);
    process.destroyForcibly().waitFor();
    assertFalse(identity.isAlive());
  }
}
