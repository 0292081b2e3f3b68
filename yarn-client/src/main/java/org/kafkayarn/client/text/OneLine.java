package org.kafkayarn.client.text;

/** What Hadoop says in many lines, in one. */
public final class OneLine {
  private static final int LONGEST = 600;

  private OneLine() {}

  /** An exception in words. */
  public static String of(Throwable e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getCause() == null ? e.getClass().getSimpleName() : of(e.getCause());
    }
    return of(message);
  }

  /** The first line that says something, without names of classes in front and links behind. */
  public static String of(String text) {
    String line =
        text.lines().map(String::strip).filter(part -> !part.isEmpty()).findFirst().orElse("");
    line = line.replaceFirst("^([\\w$]+\\.){2,}[\\w$]*(Exception|Error): *", "");
    line = line.replaceFirst(";? *For more details see:.*$", "");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
