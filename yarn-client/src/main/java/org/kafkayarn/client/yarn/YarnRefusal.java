package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.io.Serial;

/** The ResourceManager was reached, and said no. */
public final class YarnRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  public YarnRefusal(String line, Throwable cause) {
    super(line, cause);
  }
}
