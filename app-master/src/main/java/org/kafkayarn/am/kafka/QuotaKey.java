package org.kafkayarn.am.kafka;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Kafka limits of a client; one that takes more is slowed down. */
public enum QuotaKey {
  PRODUCER_BYTE_RATE(true),
  CONSUMER_BYTE_RATE(true),
  REQUEST_PERCENTAGE(false),
  CONTROLLER_MUTATION_RATE(false);

  private static final Pattern BYTES = Pattern.compile("([0-9]{1,18})|([0-9]{1,9})([kKmMgG])");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,6})?");

  private final boolean bytes;

  QuotaKey(boolean bytes) {
    this.bytes = bytes;
  }

  /** As Kafka (4.3.1) names it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<QuotaKey> find(String key) {
    return Arrays.stream(values()).filter(one -> one.key().equals(key)).findAny();
  }

  public static List<String> keys() {
    return Arrays.stream(values()).map(QuotaKey::key).toList();
  }

  /** What a value of it is, for who has written another one. */
  public String form() {
    return bytes
        ? "a number of bytes per second, as 1000000 or 10m"
        : "a number above 0, as 50 or 12.5";
  }

  /** What an operator has written; empty: that is no value of it. */
  public Optional<Double> parse(String text) {
    Optional<Double> value = bytes ? size(text) : decimal(text);
    return value.filter(number -> number > 0);
  }

  private static Optional<Double> decimal(String text) {
    return DECIMAL.matcher(text).matches() ? Optional.of(Double.valueOf(text)) : Optional.empty();
  }

  private static Optional<Double> size(String text) {
    Matcher form = BYTES.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    if (form.group(1) != null) {
      return Optional.of(Double.valueOf(text));
    }
    long unit =
        switch (form.group(3).toLowerCase(Locale.ROOT)) {
          case "k" -> 1L << 10;
          case "m" -> 1L << 20;
          default -> 1L << 30;
        };
    return Optional.of((double) (Long.parseLong(form.group(2)) * unit));
  }

  /** Without a fraction that is nothing, and without an exponent. */
  static String shown(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
