package org.kafkayarn.am.store;

import java.time.Instant;

/** Who holds, or held, the right to change a cluster: one attempt of one application. */
public record EpochOwner(long epoch, String applicationId, int attempt, Instant claimed) {}
