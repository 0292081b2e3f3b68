package org.kafkayarn.am.spec;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a node is asked for on one host, and then in that host's rack, before anywhere else will
 * do. What is absent depends on what there is to lose: a node with data waits long for it, one
 * without hardly.
 *
 * @param host for the home host of a node with data, or the first choice for one without
 * @param rack for that host's rack, after the host
 */
public record LocalityWaits(Optional<Duration> host, Optional<Duration> rack) {
  /** As long as it takes. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  static final Duration HOST_WITH_DATA = Duration.ofMinutes(30);
  static final Duration RACK_WITH_DATA = Duration.ofMinutes(5);
  static final Duration WITHOUT_DATA = Duration.ofSeconds(5);

  public LocalityWaits {
    requireNonNull(host);
    requireNonNull(rack);
  }

  /** How long a node that may hold data, or one that holds none, is asked for on its host. */
  public Duration host(boolean data) {
    return data ? host.orElse(HOST_WITH_DATA) : WITHOUT_DATA;
  }

  /** How long it is then asked for in that host's rack. */
  public Duration rack(boolean data) {
    return data ? rack.orElse(RACK_WITH_DATA) : WITHOUT_DATA;
  }
}
