package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * How far the ledger is safe in the cluster's home.
 *
 * @param saved the ledger as the cluster's home last confirmed it
 * @param failure why the cluster's home cannot be written, while it cannot
 * @param since since when a save is under way, while one is
 */
public record Saving(Optional<Ledger> saved, Optional<String> failure, Optional<Instant> since) {
  public Saving {
    requireNonNull(saved);
    requireNonNull(failure);
    requireNonNull(since);
  }

  /** None is under way. */
  public static Saving of(Optional<Ledger> saved) {
    return new Saving(saved, Optional.empty(), Optional.empty());
  }

  public boolean isUnderWay() {
    return since.isPresent();
  }

  public Saving begun(Instant at) {
    return new Saving(saved, failure, Optional.of(at));
  }

  /** It is still under way: who saves tries until it can. */
  Saving failed(String reason) {
    return new Saving(saved, Optional.of(reason), since);
  }
}
