package org.kafkayarn.am.web;

import java.util.Optional;
import org.kafkayarn.am.loop.Snapshot;

/** The loop's last picture, for those parts of the API that need more than the status. */
public final class LastSnapshot {
  private volatile Optional<Snapshot> last = Optional.empty();

  public void follow(Snapshot snapshot) {
    last = Optional.of(snapshot);
  }

  Snapshot get() throws RefusedRequest {
    return last.orElseThrow(
        () -> new RefusedRequest(503, "the ApplicationMaster has only just begun: ask again"));
  }
}
