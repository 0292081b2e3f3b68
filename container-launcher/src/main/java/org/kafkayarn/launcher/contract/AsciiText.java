package org.kafkayarn.launcher.contract;

import java.util.HexFormat;

/**
 * Any string as printable ASCII and back. A container's environment passes through a shell and
 * through a JVM that decodes it by the host's locale, which is often POSIX: only ASCII is sure to
 * arrive.
 */
final class AsciiText {
  private static final HexFormat HEX = HexFormat.of();

  private AsciiText() {}

  static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  static String encode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (c >= ' ' && c <= '~') {
        out.append(c);
      } else {
        out.append("\\u").append(HEX.toHexDigits(c));
      }
    }
    return out.toString();
  }

  /** Throws IllegalArgumentException for a text that {@link #encode} does not write. */
  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        i++;
      } else if (text.startsWith("\\\\", i)) {
        out.append('\\');
        i += 2;
      } else if (text.startsWith("\\u", i) && i + 6 <= text.length()) {
        out.append((char) HexFormat.fromHexDigits(text, i + 2, i + 6));
        i += 6;
      } else {
        throw new IllegalArgumentException("a stray \\ at character " + i + " of \"" + text + "\"");
      }
    }
    return out.toString();
  }
}
