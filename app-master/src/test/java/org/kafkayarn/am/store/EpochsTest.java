package org.kafkayarn.am.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochsTest {
  @TempDir Path root;
  private Epochs epochs;

  @BeforeEach
  void prepare() throws IOException {
    ClusterHome home = ClusterHome.of(ClusterHomeTest.configuration(root), "orders");
    home.prepare();
    epochs = home.epochs();
  }

  @Test
  void aLaterClaimFencesAnEarlierOne() throws IOException {
    long first = epochs.claim("application_1_1", 1);
    assertTrue(epochs.isCurrent(first));
    long second = epochs.claim("application_1_1", 2);
    assertFalse(epochs.isCurrent(first));
    assertTrue(epochs.isCurrent(second));
    assertEquals(2, epochs.owner().orElseThrow().attempt());
    assertThrows(FencedException.class, () -> epochs.claim("application_1_1", 1));
    assertTrue(epochs.isCurrent(epochs.claim("application_1_2", 1)));
  }

  @Test
  void claimsAtTheSameTimeGetEpochsOfTheirOwn() throws Exception {
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Long>> claims = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String application = "application_1_" + i;
        claims.add(() -> epochs.claim(application, 1));
      }
      TreeSet<Long> claimed = new TreeSet<>();
      for (Future<Long> claim : pool.invokeAll(claims)) {
        claimed.add(claim.get());
      }
      assertEquals(40, claimed.size());
      assertTrue(epochs.isCurrent(claimed.last()));
      try (var files = Files.list(root.resolve("homes/orders/epochs"))) {
        assertEquals(40, files.count(), "no temporary file is left");
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
