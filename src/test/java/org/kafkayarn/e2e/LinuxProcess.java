package org.kafkayarn.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What ProcessHandle does not tell: whether a process is more than a zombie, its group, its whole
 * command line, its container.
 */
final class LinuxProcess {
  private LinuxProcess() {}

  static boolean isRunning(ProcessHandle process) {
    return isRunning(process.pid());
  }

  static boolean isRunning(long pid) {
    return Files.exists(Path.of("/proc/" + pid)) && !field(pid, 0).equals("Z");
  }

  static long group(long pid) {
    return Long.parseLong(field(pid, 2));
  }

  static long parent(long pid) {
    return Long.parseLong(field(pid, 1));
  }

  /** All of it: ProcessHandle (Java 17) knows the first page. */
  static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  /** The processes whose working directory is of a container. */
  static List<Long> inContainer(String container) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> workingDirectory(pid).contains(container) && isRunning(pid))
        .toList();
  }

  private static String workingDirectory(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** A field of the stat file, counted from 0 after the process' name. */
  private static String field(long pid, int index) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[index];
    } catch (IOException e) {
      return index == 0 ? "Z" : "0";
    }
  }
}
