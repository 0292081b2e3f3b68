package org.kafkayarn.am.program;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Which program is to run an application from its next attempt on. It is for that application
 * alone: a submission brings its own program.
 *
 * @param attempt the one that was told to hand over
 */
public record ProgramOrder(String applicationId, int attempt, Instant at, Program program) {
  public ProgramOrder {
    requireNonNull(applicationId);
    requireNonNull(at);
    requireNonNull(program);
  }
}
