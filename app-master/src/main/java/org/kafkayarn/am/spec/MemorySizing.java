package org.kafkayarn.am.spec;

import java.util.Optional;
import org.kafkayarn.launcher.contract.MemoryFootprint;

/**
 * Derives a node's heap and its container's memory from one another. What is between them pays for
 * the rest of the JVM and for the launcher: YARN kills a container that uses more than its memory,
 * or more than 2.1 times that in virtual memory, unless an administrator has turned these checks
 * off.
 */
public record MemorySizing(int memoryMb, int heapMb) {
  static final int DEFAULT_HEAP_MB = 1024;
  static final int LEAST_HEAP_MB = MemoryFootprint.MIN_HEAP_MB;

  /** Fills in what is not given, and refuses what cannot hold. */
  static MemorySizing of(Optional<Integer> memoryMb, Optional<Integer> heapMb) {
    int heap = heapMb.orElseGet(() -> memoryMb.map(MemorySizing::heapFor).orElse(DEFAULT_HEAP_MB));
    int memory = memoryMb.orElseGet(() -> memoryFor(heap));
    if (heapMb.isPresent() && heap < LEAST_HEAP_MB) {
      throw new UserError(
          "heap " + heap + "m is too small for Kafka: at least " + LEAST_HEAP_MB + "m");
    }
    if (heap < LEAST_HEAP_MB) {
      throw new UserError(
          "memory %dm is too small for a Kafka node: at least %dm (heap %dm + %dm for the rest of"
                  .formatted(
                      memory, memoryFor(LEAST_HEAP_MB), LEAST_HEAP_MB, overheadFor(LEAST_HEAP_MB))
              + " the JVM and the launcher)");
    }
    if (memory < heap + overheadFor(heap)) {
      throw new UserError(
          "memory %dm does not hold heap %dm: at least %dm (heap %dm + %dm for the rest of the JVM"
                  .formatted(memory, heap, memoryFor(heap), heap, overheadFor(heap))
              + " and the launcher). Raise memory"
              + (heapFor(memory) < LEAST_HEAP_MB
                  ? ""
                  : " or lower heap to %dm".formatted(heapFor(memory))));
    }
    return new MemorySizing(memory, heap);
  }

  static int overheadFor(int heapMb) {
    return MemoryFootprint.overheadMb(heapMb);
  }

  static int memoryFor(int heapMb) {
    return MemoryFootprint.containerMb(heapMb);
  }

  /** The largest heap that the container's memory holds; may be too small to run with. */
  static int heapFor(int memoryMb) {
    return MemoryFootprint.heapMb(memoryMb);
  }
}
