package org.kafkayarn.launcher.contract;

/**
 * A value as YARN must be given it, so that a container's process sees it unchanged. The
 * NodeManager writes {@code export NAME="value"} into a bash script without escaping, after it has
 * replaced its own marks, and orders the variables by the {@code $} references that it finds in
 * their values (ContainerLaunch of Hadoop 3.3.6 to 3.5.0).
 */
public final class ShellQuoting {
  private ShellQuoting() {}

  /**
   * The value for a ContainerLaunchContext's environment. A {@code ""} ends and begins the quotes
   * anew and adds nothing: it takes YARN's marks {@code {{X}}} and {@code <CPS>} apart.
   */
  public static String environmentValue(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an environment variable cannot hold the character NUL");
    }
    StringBuilder out = new StringBuilder(value.length() + 8);
    char before = ' ';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean mark = before == '<' || (before == c && (c == '{' || c == '}'));
      if (mark) {
        out.append("\"\"");
      }
      if (c == '"' || c == '\\' || c == '$' || c == '`') {
        out.append('\\');
      }
      out.append(c);
      before = c;
    }
    return out.toString();
  }
}
