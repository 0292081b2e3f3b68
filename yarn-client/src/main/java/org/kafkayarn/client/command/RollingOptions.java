package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Durations;
import picocli.CommandLine.Option;

/** How nodes are restarted one after another. */
final class RollingOptions {
  private static final List<String> POLICIES = List.of("refuse", "wait", "allow");

  @Option(
      names = {"-unavailable", "--unavailable"},
      paramLabel = "refuse|wait|allow",
      description =
          "What to do about partitions that cannot stay available while one of their brokers is away,"
              + " as those with one replica: refuse the order, leave their brokers alone until there"
              + " are none, or allow it (default: refuse).")
  private String unavailable;

  @Option(
      names = {"-allow-unavailable", "--allow-unavailable"},
      description = "The same as -unavailable allow.")
  private boolean allow;

  @Option(
      names = {"-at-once", "--at-once"},
      paramLabel = "N",
      description =
          "How many brokers of one rack may be away at the same time, where every partition stays"
              + " available (default: 1).")
  private Integer atOnce;

  @Option(
      names = {"-canary", "--canary"},
      paramLabel = "DURATION",
      description =
          "How long the first node has to serve before the others go, as 60s (default: they go at"
              + " once).")
  private String canary;

  /**
   * Adds what was said to an order.
   *
   * @param usualCanary when none was given
   */
  void addTo(ObjectNode order, Optional<String> usualCanary) {
    if (allow && unavailable != null && !unavailable.equals("allow")) {
      throw new UserError("-allow-unavailable and -unavailable " + unavailable + ": give one");
    }
    if (unavailable != null && !POLICIES.contains(unavailable)) {
      throw new UserError("-unavailable " + unavailable + ": refuse, wait or allow");
    }
    Optional.ofNullable(allow ? "allow" : unavailable)
        .ifPresent(policy -> order.put("unavailable", policy));
    if (atOnce != null) {
      if (atOnce < 1) {
        throw new UserError("-at-once " + atOnce + ": a number from 1 on");
      }
      order.put("atOnce", atOnce);
    }
    Optional.ofNullable(canary)
        .map(text -> Durations.parse("-canary", text).toMillis() + "ms")
        .or(() -> usualCanary)
        .ifPresent(text -> order.put("canary", text));
  }
}
