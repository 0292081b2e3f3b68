package org.kafkayarn.client.text;

import java.util.Locale;

/** Amounts of data as people read them: {@code 3.2 GiB}. */
public final class Bytes {
  private static final String UNITS = "KMGTPE";

  private Bytes() {}

  public static String show(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %siB", (double) bytes / (1L << (unit * 10)), UNITS.charAt(unit - 1));
  }
}
