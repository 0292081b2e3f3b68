package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.io.Serial;

/** The ApplicationMaster has understood a request and does not do it; nothing has changed. */
public final class ApiRefusal extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final int code;

  public ApiRefusal(int code, String line) {
    super(line);
    this.code = code;
  }

  /** What was asked for may be had elsewhere, or later. */
  public boolean isForNow() {
    return code == CONFLICT || code == UNAVAILABLE;
  }

  /** Another request might do; else only another time. */
  public boolean isMistake() {
    return code == BAD_REQUEST;
  }
}
