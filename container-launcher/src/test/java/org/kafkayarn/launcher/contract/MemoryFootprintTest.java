package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemoryFootprintTest {
  @Test
  void aHeapDerivedFromAContainerFitsIt() {
    for (int container = 600; container < 20_000; container += 7) {
      int heap = MemoryFootprint.heapMb(container);
      assertTrue(MemoryFootprint.containerMb(heap) <= container);
      assertTrue(MemoryFootprint.containerMb(heap + 1) > container);
    }
  }

  @Test
  void aContainerDerivedFromAHeapGivesTheHeapBack() {
    for (int heap = 128; heap < 10_000; heap += 13) {
      assertTrue(MemoryFootprint.heapMb(MemoryFootprint.containerMb(heap)) >= heap);
    }
  }

  @Test
  void theOverheadIsInProportion() {
    assertEquals(537, MemoryFootprint.overheadMb(256));
    assertEquals(678, MemoryFootprint.overheadMb(1024));
  }

  @Test
  void partitionsAreBoundedByTheirIndexes() {
    int container = MemoryFootprint.containerMb(1024);
    assertEquals(77, MemoryFootprint.partitionsWithin(container, 1024, 10 << 20));
    assertEquals(385, MemoryFootprint.partitionsWithin(container, 1024, 2 << 20));
    assertEquals(0, MemoryFootprint.partitionsWithin(600, 512, 10 << 20));
  }
}
