package org.kafkayarn.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.launcher.inventory.LockHolder;

/** A node comes back to a directory while a purge removes it. */
@Timeout(60)
class RemovedDirectoryTest {
  @TempDir Path disk;

  @Test
  void aLauncherThatWaitedForADirectoryThatWasRemovedHasNoLock() throws Exception {
    Path directory = Files.createDirectory(disk.resolve("0"));
    Process purge = LockHolder.hold(directory.resolve(DataDirectory.LOCK));
    CompletableFuture<DataDirectory> launcher =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return DataDirectory.lock(directory, 1, Deadline.in(Duration.ofSeconds(30)));
              } catch (LaunchFailure e) {
                throw new CompletionException(e);
              }
            });
    try {
      assertTrue(
          Deadline.in(Duration.ofSeconds(30)).await(() -> isOpen(directory)),
          "the launcher waits for the lock");
      Files.move(directory, disk.resolve("0.doomed-x"));
    } finally {
      purge.destroyForcibly().waitFor();
    }
    var failed = assertThrows(ExecutionException.class, () -> launcher.get(30, TimeUnit.SECONDS));
    LaunchFailure failure = assertInstanceOf(LockedDirectory.class, failed.getCause());
    assertEquals(
        "the data directory " + directory + " is in use by the launcher that was removing it",
        failure.getMessage());
  }

  @Test
  void whatALauncherHasSetAsideCanBePurgedWhileItRuns() throws Exception {
    Path directory = Files.createDirectory(disk.resolve("0"));
    DataDirectory used = DataDirectory.lock(directory, 1, Deadline.in(Duration.ZERO));
    Path aside = used.setAside("x");
    assertFalse(used.isLocked());
    Process purge = LockHolder.hold(aside.resolve(DataDirectory.LOCK));
    purge.destroyForcibly().waitFor();
    assertTrue(DataDirectory.lock(directory, 1, Deadline.in(Duration.ZERO)).isLocked());
  }

  private static boolean isOpen(Path directory) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open) {
        if (Files.isSymbolicLink(descriptor) && leads(descriptor, directory)) {
          return true;
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  private static boolean leads(Path descriptor, Path directory) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(directory);
    } catch (IOException e) {
      return false; // it was closed meanwhile
    }
  }
}
