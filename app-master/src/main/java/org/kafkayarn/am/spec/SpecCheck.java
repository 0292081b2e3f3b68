package org.kafkayarn.am.spec;

import java.util.Optional;

/** What the running cluster itself says of a change before it is made. */
@FunctionalInterface
public interface SpecCheck {
  /**
   * Why the change is refused, in a line that begins with the key of the spec; empty: it is not, or
   * nobody could be asked. May block for some seconds.
   */
  Optional<String> refusal(ClusterSpec runs, ClusterSpec wanted) throws InterruptedException;
}
