package org.kafkayarn.am.simulation;

import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Ledger;

/** The cluster's home: slow at times, not writable at others; a master that was replaced is out. */
final class FakeStore {
  private static final long RETRY_MS = 2_000;

  private final World world;
  Ledger disk = Ledger.empty("kafkaClusterId00000000");
  long failsUntilMs;
  long slowUntilMs;

  FakeStore(World world) {
    this.world = world;
  }

  void save(SimulatedMaster master, Ledger ledger) {
    long delay =
        world.time.nowMs() < slowUntilMs ? world.between(2_000, 8_000) : world.between(10, 200);
    world.time.after(delay, () -> write(master, ledger));
  }

  private void write(SimulatedMaster master, Ledger ledger) {
    if (!master.isCurrent()) {
      return;
    }
    if (world.time.nowMs() < failsUntilMs) {
      master.later(0, new Event.LedgerNotSaved("no namenode"));
      world.time.after(RETRY_MS, () -> write(master, ledger));
      return;
    }
    disk = ledger;
    master.later(world.between(0, 20), new Event.LedgerSaved(ledger));
  }
}
