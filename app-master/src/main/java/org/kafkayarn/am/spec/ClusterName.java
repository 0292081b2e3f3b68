package org.kafkayarn.am.spec;

import java.util.regex.Pattern;

/** The rule for a cluster's name: it is a directory, a YARN application's name and a word. */
public final class ClusterName {
  public static final String DEFAULT = "kafka";
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private ClusterName() {}

  public static String check(String name) {
    if (!RULE.matcher(name).matches()) {
      throw new UserError(
          "Not a cluster name: \""
              + name
              + "\". Use 1 to 63 letters, digits, dots, dashes and underscores, a letter or digit"
              + " first");
    }
    return name;
  }
}
