package org.kafkayarn.am.events;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.am.spec.ManagedSettings;

/**
 * Makes a reason fit to be kept: one line of bounded length without the values of secret settings,
 * which a line of Kafka's or of a plugin's log could carry.
 */
final class Reasons {
  private static final int LONGEST = 600;
  private static final String HIDDEN = "[hidden]";

  /** {@code key=value} and {@code key: value}, the value quoted or a word. */
  private static final Pattern SETTING =
      Pattern.compile("([\\w.\\-]+)(\"?\\s*[=:]\\s*)(\"[^\"]*\"?|'[^']*'?|[^\\s,;]+)");

  /** A setting whose value is many words: all that follows on the line is of it. */
  private static final Pattern JAAS =
      Pattern.compile("((?i)sasl\\.jaas\\.config\"?\\s*[=:]\\s*).*");

  /** The words of ConfigException (Kafka 4.3.1). */
  private static final Pattern INVALID =
      Pattern.compile("(Invalid value )(.*)( for configuration )([\\w.\\-]+)");

  private Reasons() {}

  static String of(String text) {
    String line = hide(text.lines().findFirst().orElse("").strip());
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }

  private static String hide(String line) {
    String safe = JAAS.matcher(line).replaceFirst("$1" + HIDDEN);
    Matcher invalid = INVALID.matcher(safe);
    if (invalid.find() && isSecret(invalid.group(4))) {
      safe = invalid.replaceFirst("$1" + HIDDEN + "$3$4");
    }
    StringBuilder hidden = new StringBuilder();
    Matcher setting = SETTING.matcher(safe);
    int done = 0;
    // What is no secret's value may itself hold a setting.
    int from = 0;
    while (from <= safe.length() && setting.find(from)) {
      boolean secret = isSecret(setting.group(1));
      from = secret ? setting.end(3) : setting.start(3);
      if (secret) {
        hidden.append(safe, done, setting.start(3)).append(HIDDEN);
        done = from;
      }
    }
    return hidden.append(safe, done, safe.length()).toString();
  }

  private static boolean isSecret(String key) {
    return ManagedSettings.isSecret(key.toLowerCase(Locale.ROOT));
  }
}
