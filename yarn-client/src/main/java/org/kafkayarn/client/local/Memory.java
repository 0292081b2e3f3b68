package org.kafkayarn.client.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What a local cluster may use of this machine's memory. */
final class Memory {
  /** Enough for trying things out; the default of a real cluster is more. */
  static final String LOCAL_HEAP = "512m";

  /** What a JVM with that heap takes when it is little used, and what YARN and its AM take. */
  private static final int BROKER_MB = 450;

  private static final int YARN_MB = 700;
  private static final int LEAST_PER_HOST_MB = 4096;
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private Memory() {}

  static boolean isAboutMemory(String option) {
    String plain = option.replaceFirst("^--?", "-").replaceFirst("=.*", "");
    return plain.equals("-heap") || plain.equals("-memory") || plain.equals("-spec");
  }

  /**
   * What a NodeManager offers: together as much as there is, but always enough for a broker. The
   * containers' sizes are limits, of which a cluster that is tried out uses a part.
   */
  static int perHostMb(int hosts) {
    long totalMb = field("MemTotal").orElse((long) LEAST_PER_HOST_MB * hosts);
    return (int) Math.max(LEAST_PER_HOST_MB, totalMb / hosts);
  }

  /** A warning when there is probably too little memory. */
  static Optional<String> shortage(int brokers) {
    OptionalLong available = field("MemAvailable");
    long neededMb = YARN_MB + (long) brokers * BROKER_MB;
    if (available.isEmpty() || available.getAsLong() >= neededMb) {
      return Optional.empty();
    }
    return Optional.of(
        "memory is short: %d MB are available, %d brokers need about %d MB. Close something, or give fewer -brokers"
            .formatted(available.getAsLong(), brokers, neededMb));
  }

  private static OptionalLong field(String name) {
    try {
      if (!Files.isReadable(MEMINFO)) {
        return OptionalLong.empty();
      }
      return Files.readAllLines(MEMINFO).stream()
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
