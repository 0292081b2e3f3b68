package org.kafkayarn.client.command;

import java.time.Duration;
import org.kafkayarn.client.text.Durations;
import picocli.CommandLine.Option;

/** How long a host may keep those waiting who visit it. */
final class LimitOption {
  @Option(
      names = {"-timeout", "--timeout"},
      paramLabel = "DURATION",
      description =
          "How long YARN may take to grant a container on a host, and the container to tell"
              + " something (default: 60s).")
  private String timeout = "60s";

  Duration limit() {
    return Durations.parse("-timeout", timeout);
  }
}
