package org.kafkayarn.am.balance;

/**
 * How even is even enough, and how full is too full.
 *
 * @param tolerance the part of the mean by which a broker may differ from it
 * @param diskLimit the part of a broker's disks that may be used while replicas are copied to it
 */
public record Bounds(double tolerance, double diskLimit) {
  public static final Bounds DEFAULT = new Bounds(0.10, 0.85);

  public Bounds {
    if (!(tolerance >= 0 && tolerance <= 1)) {
      throw new Refusal("tolerance " + tolerance + " is not within 0 and 1: 0.1 is usual");
    }
    if (!(diskLimit > 0 && diskLimit <= 1)) {
      throw new Refusal("disk limit " + diskLimit + " is not above 0 and up to 1: 0.85 is usual");
    }
  }
}
