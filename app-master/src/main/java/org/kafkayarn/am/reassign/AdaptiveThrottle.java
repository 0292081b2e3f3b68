package org.kafkayarn.am.reassign;

/**
 * Halves the limit while others lag, and raises it in steps while all is well. So it begins low and
 * finds, after every trouble, what the cluster can bear.
 */
record AdaptiveThrottle(MoveOrder.SpeedLimits limits) implements RateRule {
  private static final int STEPS = 8;

  long first() {
    return bounded(limits.most() / 4);
  }

  @Override
  public long next(long bytesPerSecond, boolean othersLag) {
    return bounded(
        othersLag ? bytesPerSecond / 2 : bytesPerSecond + Math.max(1, limits.most() / STEPS));
  }

  private long bounded(long bytesPerSecond) {
    return Math.max(limits.least(), Math.min(limits.most(), bytesPerSecond));
  }
}
