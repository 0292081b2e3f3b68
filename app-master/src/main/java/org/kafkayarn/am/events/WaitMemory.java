package org.kafkayarn.am.events;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Tells which wait reasons are news: not those that differ from the last only in a number or a
 * time, and not those that come and go within a minute.
 */
final class WaitMemory {
  /**
   * A reason that was told so lately is not told again before: two that alternate make no flood.
   */
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private static final int TEXTS_KEPT = 16;
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  /** What is remembered of one node. */
  private static final class Memory {
    private String settled = "";
    private String told = "";
    private final Map<String, Instant> times = new HashMap<>();
  }

  private final Map<Integer, Memory> nodes = new HashMap<>();

  /** Whether to tell it; who asks is taken to do so. */
  boolean isNews(int node, String reason, Instant now) {
    Memory memory = nodes.computeIfAbsent(node, id -> new Memory());
    if (reason.equals(memory.settled)) {
      return false;
    }
    String text = NUMBER.matcher(reason).replaceAll("#");
    if (text.equals(memory.told)) {
      memory.settled = reason;
      return false;
    }
    Instant last = memory.times.get(text);
    if (last != null && now.isBefore(last.plus(AGAIN))) {
      return false; // nor settled: if it stays, it is told when the minute is over
    }
    if (memory.times.size() >= TEXTS_KEPT) {
      memory.times.clear();
    }
    memory.times.put(text, now);
    memory.told = text;
    memory.settled = reason;
    return true;
  }

  /** The node waits for nothing now: the next wait is another one. */
  void ended(int node) {
    Memory memory = nodes.get(node);
    if (memory != null) {
      memory.settled = "";
      memory.told = "";
    }
  }
}
