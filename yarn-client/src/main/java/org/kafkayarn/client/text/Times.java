package org.kafkayarn.client.text;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Points in time for people, as 2026-11-23T01:41:47Z. */
public final class Times {
  private Times() {}

  public static String show(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
