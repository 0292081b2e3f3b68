package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.UserError;
import picocli.CommandLine.Option;

/** How fast replicas are copied. */
final class ThrottleOption {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([kKmMgG]?)");

  @Option(
      names = {"-throttle", "--throttle"},
      paramLabel = "SIZE",
      description =
          "Copy at most so many bytes per second and broker, as 20m (default: 50 million); less while"
              + " other partitions lag behind.")
  private String throttle;

  void addTo(ObjectNode order) {
    if (throttle != null) {
      order.put("throttle", bytes(throttle.strip()));
    }
  }

  private static long bytes(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
      throw new UserError("-throttle: not a number of bytes per second: " + text + ". Write 20m");
    }
    long unit =
        switch (form.group(2)) {
          case "k", "K" -> 1L << 10;
          case "m", "M" -> 1L << 20;
          case "g", "G" -> 1L << 30;
          default -> 1;
        };
    return Long.parseLong(form.group(1)) * unit;
  }
}
