package org.kafkayarn.client.text;

import java.io.Serial;
import java.util.List;

/** What was asked for could not be done: one line and, indented below it, what else is known. */
public final class CommandFailed extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final List<String> details;

  public CommandFailed(String line, List<String> details) {
    super(line);
    this.details = List.copyOf(details);
  }

  public CommandFailed(String line, Throwable cause) {
    super(line, cause);
    this.details = List.of();
  }

  public List<String> details() {
    return details;
  }
}
