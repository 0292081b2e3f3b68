package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** A log file of a container. */
public record LogFile(String name, long bytes, Instant modified) {
  public LogFile {
    requireNonNull(name);
    requireNonNull(modified);
  }
}
