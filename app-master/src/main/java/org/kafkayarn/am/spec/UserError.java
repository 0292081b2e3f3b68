package org.kafkayarn.am.spec;

import java.io.Serial;

/** A mistake of the operator's: told in one line that names the remedy, without a stack trace. */
public final class UserError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public UserError(String line) {
    super(line);
  }

  public UserError(String line, Throwable cause) {
    super(line, cause);
  }
}
