package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** What a client asks of an ApplicationMaster. */
public interface AmApi {
  /** Makes the API of the ApplicationMaster at an address. */
  @FunctionalInterface
  interface Opener {
    AmApi open(String host, int port);
  }

  /**
   * The status once it differs from the one with the tag {@code seen}; empty when it does not
   * within the wait. At once when nothing was seen.
   */
  Optional<AmClient.Answer> status(Optional<String> seen, Duration wait) throws IOException;

  /** Orders the orderly stop; returns at once. */
  void stop() throws IOException;
}
