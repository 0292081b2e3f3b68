package org.kafkayarn.am.spec;

/** A range of TCP ports, both ends included. Written {@code 29092-29999}. */
public record PortRange(int first, int last) {
  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new UserError(
          "Not a port range: " + first + "-" + last + ". Give FIRST-LAST within 1-65535");
    }
  }

  /** Parses {@code FIRST-LAST}, or one port. */
  public static PortRange parse(String text) {
    String[] ends = text.strip().split("-", 2);
    try {
      int first = Integer.parseInt(ends[0].strip());
      return new PortRange(first, ends.length == 1 ? first : Integer.parseInt(ends[1].strip()));
    } catch (NumberFormatException e) {
      throw new UserError("Not a port range: " + text + ". Give FIRST-LAST, as in 29092-29999", e);
    }
  }

  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
