package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

/**
 * A part of a log, as it stands there: its last line may end in the next part.
 *
 * @param text what it says; empty when there was nothing new
 * @param next where the part behind it begins, also when the file is renamed meanwhile; only the
 *     launcher knows how to read it
 * @param gap what came before {@code text} is lost: the files were rolled faster than they were
 *     read
 */
public record LogSlice(String text, String next, boolean gap) {
  /** As {@link #next}: where the first file that there is begins. */
  public static final String BEGINNING = "0-0-0";

  public LogSlice {
    requireNonNull(text);
    requireNonNull(next);
  }
}
