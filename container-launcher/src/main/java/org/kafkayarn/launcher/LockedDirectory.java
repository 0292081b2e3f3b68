package org.kafkayarn.launcher;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kafkayarn.launcher.contract.FailureClass;

/** Another process holds a data directory's lock; a launcher writes there how to speak to it. */
final class LockedDirectory extends LaunchFailure {
  private static final long serialVersionUID = 1L;
  private static final Pattern CONTROL = Pattern.compile("control (\\d{1,5})");

  private final String holder;

  LockedDirectory(Path path, String holder) {
    super(
        FailureClass.DATA_LOCKED,
        "the data directory " + path + " is in use by the launcher " + holder);
    this.holder = holder;
  }

  OptionalInt controlPort() {
    Matcher found = CONTROL.matcher(holder);
    return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
  }
}
