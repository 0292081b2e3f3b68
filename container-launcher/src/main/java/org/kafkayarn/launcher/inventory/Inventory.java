package org.kafkayarn.launcher.inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.kafkayarn.launcher.LocalDirs;
import org.kafkayarn.launcher.contract.DataAnswer;
import org.kafkayarn.launcher.contract.DataAnswer.Directory;
import org.kafkayarn.launcher.contract.DataQuestion;
import org.kafkayarn.launcher.contract.DataQuestion.Act;
import org.kafkayarn.launcher.contract.InventoryProtocol;

/**
 * The process of a container that looks at a cluster's data on its host: asks its ApplicationMaster
 * what to do, does it, tells what it has found, and ends.
 */
public final class Inventory {
  private static final long ALIVE_SECONDS = 5;

  private Inventory() {}

  public static void main(String[] args) {
    int exitCode = 1;
    try {
      visit(System.getenv(), Path.of("").toAbsolutePath());
      exitCode = 0;
    } catch (IOException | InterruptedException | RuntimeException e) { // the process' edge
      System.err.println("inventory: " + e);
    }
    System.exit(exitCode); // main
  }

  private static void visit(Map<String, String> environment, Path workDir)
      throws IOException, InterruptedException {
    String token = Files.readString(workDir.resolve(InventoryProtocol.TOKEN_FILE)).strip();
    MasterClient master =
        new MasterClient(
            required(environment, InventoryProtocol.MASTER),
            required(environment, InventoryProtocol.VISIT),
            token);
    List<Path> localDirs = LocalDirs.of(required(environment, LocalDirs.VARIABLE));
    DataQuestion question = master.question();
    ScheduledExecutorService heartbeat = heartbeat(master);
    try {
      master.answer(answer(localDirs, question));
    } finally {
      heartbeat.shutdownNow();
    }
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the environment lacks " + name);
    }
    return value;
  }

  private static ScheduledExecutorService heartbeat(MasterClient master) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread daemon = new Thread(work, "alive");
              daemon.setDaemon(true);
              return daemon;
            });
    Runnable tell =
        () -> {
          try {
            master.alive();
          } catch (IOException e) {
            System.err.println("inventory: " + e);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    var unused =
        thread.scheduleWithFixedDelay(tell, ALIVE_SECONDS, ALIVE_SECONDS, TimeUnit.SECONDS);
    return thread;
  }

  /** Looks at everything before it removes anything. */
  static DataAnswer answer(List<Path> localDirs, DataQuestion question) {
    HostDirectories host = new HostDirectories(localDirs, question);
    Removal removal = new Removal(question);
    List<Directory> directories =
        new ArrayList<>(host.find().stream().map(removal::apply).toList());
    if (question.act() == Act.REMOVE_ALL) {
      try {
        Removal.tidy(host.roots());
      } catch (IOException e) {
        host.remarks().add("what is empty could not be tidied away: " + e);
      }
    }
    return new DataAnswer(
        directories, host.places(), host.missing(), host.unread(), host.remarks());
  }
}
