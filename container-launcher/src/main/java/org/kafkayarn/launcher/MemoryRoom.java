package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/**
 * Whether the container bears one more process: the NodeManager adds up the memory of all of them,
 * and kills the container when the sum passes its limits.
 */
final class MemoryRoom {
  private MemoryRoom() {}

  static boolean hasRoomFor(int heapMb, long virtualMb, long residentMb) {
    long container = MemoryFootprint.containerMb(heapMb);
    return sumMb("VmSize:") + virtualMb <= container * MemoryFootprint.VIRTUAL_RATIO
        && sumMb("VmRSS:") + residentMb <= container;
  }

  /** Over this process and all below it. */
  private static long sumMb(String field) {
    ProcessHandle self = ProcessHandle.current();
    return LongStream.concat(
                LongStream.of(self.pid()), self.descendants().mapToLong(ProcessHandle::pid))
            .map(pid -> kilobytes(pid, field))
            .sum()
        / 1024;
  }

  private static long kilobytes(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      // It ended since.
      return 0;
    }
  }
}
