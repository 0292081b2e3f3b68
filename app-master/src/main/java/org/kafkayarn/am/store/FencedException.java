package org.kafkayarn.am.store;

import java.io.IOException;
import java.io.Serial;

/** Another attempt has taken over the cluster: whoever gets this must change nothing any more. */
public final class FencedException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public FencedException(EpochOwner owner) {
    super(
        "the cluster belongs to %s, attempt %d, since %s"
            .formatted(owner.applicationId(), owner.attempt(), owner.claimed()));
  }
}
