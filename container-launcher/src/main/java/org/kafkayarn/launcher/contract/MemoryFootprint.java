package org.kafkayarn.launcher.contract;

import java.util.List;

/**
 * How much memory a container needs for a given heap of Kafka, and the JVM options that keep Kafka
 * and its launcher within it. The NodeManager counts the whole process tree: resident memory
 * against the container's, virtual memory against 2.1 times that (both checks are on by default).
 *
 * <p>Measured on JDK 17.0.15, Kafka 4.3.1, x86-64, 2 processors, a combined node with 20 partitions
 * that has taken 600,000 records of 1 kB, launcher included, MiB:
 *
 * <pre>
 * heap   resident   container   virtual   container x 2.1
 *  256        450         793      1587              1665
 *  512        581        1075      1853              2258
 * 1024        643        1702      2384              3574
 * </pre>
 *
 * 400 of the virtual memory are the indexes of those partitions: Kafka maps the two indexes of each
 * active segment at their full size, {@code log.index.size.max.bytes}, 10 MiB by default. Resident
 * memory does not grow with them.
 */
public final class MemoryFootprint {
  public static final int MIN_HEAP_MB = 128;

  /** {@code yarn.nodemanager.vmem-pmem-ratio}, its default. */
  public static final double VIRTUAL_RATIO = 2.1;

  /** Launcher and Kafka without partitions: 931 to 960, with a class-data archive 48 more. */
  private static final int VIRTUAL_BEYOND_HEAP_MB = 1010;

  private static final int METASPACE_MB = 160;
  private static final int CLASS_SPACE_MB = 48;
  private static final int CODE_CACHE_MB = 96;
  private static final int LAUNCHER_MB = 96;
  private static final int THREADS_AND_NATIVE_MB = 96;

  private MemoryFootprint() {}

  /** The options of the launcher's own JVM, for the command of the container. */
  public static List<String> launcherJvmOptions() {
    return List.of(
        "-Xms8m",
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:MaxMetaspaceSize=40m",
        "-XX:CompressedClassSpaceSize=8m",
        "-XX:MaxDirectMemorySize=8m",
        "-Xss512k",
        "-Xshare:auto",
        "-XX:+PerfDisableSharedMem",
        "-XX:+ExitOnOutOfMemoryError");
  }

  /** The options that bound the memory of Kafka's JVM. */
  public static List<String> kafkaJvmOptions(int heapMb) {
    return List.of(
        "-Xms" + heapMb + "m",
        "-Xmx" + heapMb + "m",
        "-XX:MaxMetaspaceSize=" + METASPACE_MB + "m",
        "-XX:CompressedClassSpaceSize=" + CLASS_SPACE_MB + "m",
        "-XX:ReservedCodeCacheSize=" + CODE_CACHE_MB + "m",
        "-XX:MaxDirectMemorySize=" + directMb(heapMb) + "m",
        // Each thread keeps its buffers; without a bound they are as large as its largest request.
        "-Djdk.nio.maxCachedBufferSize=1048576");
  }

  private static int directMb(int heapMb) {
    return Math.max(128, heapMb / 4);
  }

  /** What the container needs beyond Kafka's heap. */
  public static int overheadMb(int heapMb) {
    // G1's own tables take up to a tenth of the heap. Direct memory is a bound, seldom reached: a
    // half is counted.
    int collector = heapMb / 10;
    return LAUNCHER_MB
        + METASPACE_MB
        + CODE_CACHE_MB
        + THREADS_AND_NATIVE_MB
        + collector
        + directMb(heapMb) / 2;
  }

  public static int containerMb(int heapMb) {
    return heapMb + overheadMb(heapMb);
  }

  /**
   * How many partition replicas a node can hold before the check of virtual memory, at its default
   * ratio, kills the container.
   */
  public static int partitionsWithin(int containerMb, int heapMb, int indexMaxBytes) {
    double room = containerMb * VIRTUAL_RATIO - heapMb - VIRTUAL_BEYOND_HEAP_MB;
    return (int) Math.max(0, room * (1 << 20) / (2.0 * indexMaxBytes));
  }

  /** The largest heap that fits a container; less than {@link #MIN_HEAP_MB} when none does. */
  public static int heapMb(int containerMb) {
    int low = 0;
    int high = containerMb;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (containerMb(middle) <= containerMb) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
