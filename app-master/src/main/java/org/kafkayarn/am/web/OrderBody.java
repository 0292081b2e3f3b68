package org.kafkayarn.am.web;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.am.operation.Throttle;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.state.Operation.Rolling;
import org.kafkayarn.am.state.Operation.Unavailable;

/** The fields that the bodies of several orders have. */
final class OrderBody {
  static final String BROKERS = "brokers";
  static final String UNAVAILABLE = "unavailable";
  static final String DRY_RUN = "dryRun";
  static final String THROTTLE = "throttle";
  static final String THROTTLE_LEAST = "throttleLeast";

  private static final int MOST_AT_ONCE = 1_000;

  /** A terabyte per second. */
  private static final long FASTEST = 1_000_000_000_000L;

  private OrderBody() {}

  /** It may stand in the query, as for all changes, or in the body beside the rest. */
  static boolean isDryRun(Request request, Body body) throws RefusedRequest {
    boolean inQuery = Query.of(request, DRY_RUN).flag(DRY_RUN);
    return body.flag(DRY_RUN) || inQuery;
  }

  static Rolling rolling(Body body) throws RefusedRequest {
    Optional<String> canary = body.optionalText("canary");
    return new Rolling(
        body.flag("pendingOnly"),
        unavailable(body),
        body.optionalNumber("atOnce", 1, MOST_AT_ONCE).orElse(1),
        canary.isPresent() ? Optional.of(duration("canary", canary.get())) : Optional.empty());
  }

  static Unavailable unavailable(Body body) throws RefusedRequest {
    String word = body.optionalText(UNAVAILABLE).orElse("refuse");
    for (Unavailable one : Unavailable.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(word)) {
        return one;
      }
    }
    throw body.bad(UNAVAILABLE, "is one of refuse, wait, allow, not " + word);
  }

  private static Duration duration(String field, String text) throws RefusedRequest {
    try {
      return SpecKey.FAILOVER_DELAY.parse(field, text);
    } catch (UserError e) {
      throw RefusedRequest.of(field, e);
    }
  }

  /** Bytes per second and broker. */
  static Throttle throttle(Body body) throws RefusedRequest {
    OptionalLong most = body.optionalLong(THROTTLE, 1, FASTEST);
    OptionalLong least = body.optionalLong(THROTTLE_LEAST, 1, FASTEST);
    long upper = most.orElse(Math.max(Throttle.DEFAULT.most(), least.orElse(1)));
    long lower = least.orElse(Math.min(Throttle.DEFAULT.least(), upper));
    if (lower > upper) {
      throw body.bad(THROTTLE_LEAST, "%d is above the throttle %d".formatted(lower, upper));
    }
    return new Throttle(upper, lower);
  }
}
