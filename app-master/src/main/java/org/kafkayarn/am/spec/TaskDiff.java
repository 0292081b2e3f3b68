package org.kafkayarn.am.spec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** What changes in the tasks, a line for each field; secrets are not shown. */
final class TaskDiff {
  private static final String HIDDEN = "(hidden)";

  private TaskDiff() {}

  static List<String> lines(SortedMap<String, TaskSpec> before, SortedMap<String, TaskSpec> after) {
    List<String> lines = new ArrayList<>();
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      TaskSpec old = before.get(name);
      TaskSpec now = after.get(name);
      if (old == null) {
        lines.add("tasks %s: (none) -> %s".formatted(name, summary(now)));
      } else if (now == null) {
        lines.add("tasks %s: %s -> (none)".formatted(name, summary(old)));
      } else {
        lines.addAll(changes(old, now));
      }
    }
    return lines;
  }

  private static String summary(TaskSpec task) {
    return "%s, %d instance%s of: %s"
        .formatted(
            TaskValues.word(task.kind()),
            task.instances(),
            task.instances() == 1 ? "" : "s",
            task.command());
  }

  private static List<String> changes(TaskSpec before, TaskSpec after) {
    List<String> lines = new ArrayList<>();
    Map<String, String> old = TasksValue.lines(before);
    Map<String, String> now = TasksValue.lines(after);
    Set<String> fields = new LinkedHashSet<>(old.keySet());
    fields.addAll(now.keySet());
    for (String field : fields) {
      if (!Objects.equals(old.get(field), now.get(field))) {
        lines.add(
            "tasks %s %s: %s -> %s"
                .formatted(before.name(), field, shown(field, old), shown(field, now)));
      }
    }
    return lines;
  }

  private static String shown(String field, Map<String, String> values) {
    String value = values.get(field);
    if (value == null) {
      return field.equals(TasksValue.REVISION) ? "0" : "(default)";
    }
    String key = field.substring(field.indexOf(' ') + 1);
    boolean secret =
        (field.startsWith(TasksValue.CONFIG + " ") && TaskRules.isSecretSetting(key, value))
            || (field.startsWith(TasksValue.ENV + " ") && TaskRules.isSecretVariable(key));
    return secret ? HIDDEN : value;
  }
}
