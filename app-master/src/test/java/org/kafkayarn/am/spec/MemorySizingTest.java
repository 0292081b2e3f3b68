package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MemorySizingTest {
  private static MemorySizing of(Integer memoryMb, Integer heapMb) {
    return MemorySizing.of(Optional.ofNullable(memoryMb), Optional.ofNullable(heapMb));
  }

  @Property
  void whatIsDerivedHolds(@ForAll @IntRange(min = 1024, max = 1 << 20) int memoryMb) {
    MemorySizing fromMemory = of(memoryMb, null);
    assertEquals(memoryMb, fromMemory.memoryMb());
    assertEquals(fromMemory, of(memoryMb, fromMemory.heapMb()), "its own heap is accepted");
    assertThrows(UserError.class, () -> of(memoryMb, fromMemory.heapMb() + 1));
    MemorySizing fromHeap = of(null, fromMemory.heapMb());
    assertTrue(fromHeap.memoryMb() <= memoryMb);
  }

  @Test
  void memoryBelowHeapIsRefusedWithTheNumbers() {
    int overhead = MemorySizing.overheadFor(2048);
    assertEquals(
        "memory 1024m does not hold heap 2048m: at least %dm (heap 2048m + %dm for the rest of the JVM and the launcher). Raise memory or lower heap to %dm"
            .formatted(2048 + overhead, overhead, MemorySizing.heapFor(1024)),
        assertThrows(UserError.class, () -> of(1024, 2048)).getMessage());
  }

  @Test
  void noHeapIsProposedWhereNoneWouldDo() {
    String message = assertThrows(UserError.class, () -> of(512, 1024)).getMessage();
    assertTrue(message.endsWith("the launcher). Raise memory"), message);
  }

  @Test
  void tooLittleToRunKafkaIsRefused() {
    assertEquals(
        "heap 64m is too small for Kafka: at least 128m",
        assertThrows(UserError.class, () -> of(null, 64)).getMessage());
    assertTrue(
        assertThrows(UserError.class, () -> of(256, null))
            .getMessage()
            .startsWith(
                "memory 256m is too small for a Kafka node: at least "
                    + MemorySizing.memoryFor(128)));
  }
}
