package org.kafkayarn.am.store;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Ledger;

/**
 * Saves ledgers one after the other on a thread of its own, for as long as this attempt is the
 * cluster's current one. A home that cannot be written is tried again until it can; each failure is
 * told meanwhile, and the end is always a {@link Event.LedgerSaved}.
 */
public final class LedgerWriter implements AutoCloseable {
  private static final long RETRY_MS = 2_000;

  private final ClusterHome home;
  private final long epoch;
  private final Consumer<Event> events;
  private final Consumer<Throwable> faults;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "ledger-writer");
            thread.setDaemon(true);
            return thread;
          });

  public LedgerWriter(
      ClusterHome home, long epoch, Consumer<Event> events, Consumer<Throwable> faults) {
    this.home = home;
    this.epoch = epoch;
    this.events = events;
    this.faults = faults;
  }

  public void save(Action.Save action) {
    writer.execute(() -> write(action.ledger()));
  }

  private void write(Ledger ledger) {
    try {
      if (!home.epochs().isCurrent(epoch)) {
        faults.accept(
            new IllegalStateException(
                "another ApplicationMaster has taken over this cluster; this one changes nothing"));
        return;
      }
      home.writeLedger(ledger);
      events.accept(new Event.LedgerSaved(ledger));
    } catch (IOException e) {
      events.accept(new Event.LedgerNotSaved(String.valueOf(e.getMessage())));
      var unused = writer.schedule(() -> write(ledger), RETRY_MS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}
