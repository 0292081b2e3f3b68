package org.kafkayarn.am.state;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/**
 * What is believed about Kafka's settings that change while it runs. Nothing of it is ever saved;
 * what we have set is in the {@link Ledger}.
 *
 * @param nodes what each node has told last, by id
 * @param calling what Kafka has been asked to change and has not answered
 * @param refusals what Kafka does not accept, and why, since the last change of the specification
 * @param trouble why the last call came to nothing, when that may pass
 */
public record Settings(
    SortedMap<Integer, Told> nodes,
    Optional<Alteration> calling,
    Map<Change, String> refusals,
    Optional<Trouble> trouble) {

  /** The resource that stands for all brokers. */
  public static final String ALL_BROKERS = "";

  /** Kafka has not told anything yet. */
  public static final Settings UNKNOWN =
      new Settings(TreePMap.empty(), Optional.empty(), Map.of(), Optional.empty());

  /**
   * What a process says of its settings.
   *
   * @param startId of the process that said so
   * @param keys the settings that were asked for, and those that were set while it runs
   */
  public record Told(String startId, SortedMap<String, Setting> keys) {
    public Told {
      requireNonNull(startId);
      keys = TreePMap.fromSortedMap(keys);
    }

    private Told with(String key, Setting setting) {
      return new Told(startId, TreePMap.fromSortedMap(keys).plus(key, setting));
    }
  }

  /**
   * One setting of one process.
   *
   * @param readOnly it can only change by a restart
   * @param sensitive Kafka does not tell its values
   * @param value what is in force, as Kafka writes it
   * @param own what was set for this broker while it runs
   * @param all what was set for all brokers while they run
   */
  public record Setting(
      boolean readOnly,
      boolean sensitive,
      Optional<String> value,
      Optional<String> own,
      Optional<String> all) {
    /** Kafka does not know it: it reads it at its start, or never. */
    public static final Setting UNKNOWN_TO_KAFKA =
        new Setting(true, false, Optional.empty(), Optional.empty(), Optional.empty());

    public Setting {
      requireNonNull(value);
      requireNonNull(own);
      requireNonNull(all);
    }

    /** What was set while it runs and is in force. */
    public Optional<String> dynamic() {
      return own.or(() -> all);
    }

    public boolean alterable() {
      return !readOnly && !sensitive;
    }

    private Setting after(String resource, Optional<String> now) {
      Optional<String> nextOwn = resource.equals(ALL_BROKERS) ? own : now;
      Optional<String> nextAll = resource.equals(ALL_BROKERS) ? now : all;
      // Until Kafka tells how it reads it, the text is all that is known.
      return new Setting(readOnly, sensitive, nextOwn.or(() -> nextAll), nextOwn, nextAll);
    }

    /** Values may be nobody's to see. */
    @Override
    public String toString() {
      return (readOnly ? "read-only" : "alterable")
          + (own.isPresent() ? ", set for this broker" : "")
          + (all.isPresent() ? ", set for all brokers" : "");
    }
  }

  /**
   * One entry of one resource.
   *
   * @param value absent: the entry is deleted
   */
  public record Change(String resource, String key, Optional<String> value) {
    public Change {
      requireNonNull(resource);
      requireNonNull(key);
      requireNonNull(value);
    }
  }

  /**
   * What Kafka is asked to change at once.
   *
   * @param resource the id of a broker, or {@link #ALL_BROKERS}
   * @param entries by key; absent: the entry is deleted
   */
  public record Alteration(String resource, SortedMap<String, Optional<String>> entries) {
    public Alteration {
      requireNonNull(resource);
      entries = TreePMap.fromSortedMap(entries);
    }

    public Change change(String key) {
      return new Change(resource, key, requireNonNull(entries.get(key)));
    }
  }

  /** A call came to nothing, and may be made again. */
  public record Trouble(String reason, Instant at) {
    public Trouble {
      requireNonNull(reason);
      requireNonNull(at);
    }
  }

  public Settings {
    nodes = TreePMap.fromSortedMap(nodes);
    requireNonNull(calling);
    refusals = Map.copyOf(refusals);
    requireNonNull(trouble);
  }

  Settings observed(SortedMap<Integer, Told> seen) {
    return new Settings(seen, calling, refusals, trouble);
  }

  public Settings calling(Alteration alteration) {
    return new Settings(nodes, Optional.of(alteration), refusals, Optional.empty());
  }

  /** What was refused may be another thing now. */
  Settings ofNewSpec() {
    return new Settings(nodes, calling, Map.of(), Optional.empty());
  }

  Settings failed(String reason, Instant at) {
    return new Settings(nodes, Optional.empty(), refusals, Optional.of(new Trouble(reason, at)));
  }

  /** Kafka has done it, but for what it has refused: what has changed shows before it tells. */
  Settings altered(Alteration alteration, Map<String, String> refused) {
    Map<Change, String> reasons = new HashMap<>(refusals);
    refused.forEach((key, why) -> reasons.put(alteration.change(key), why));
    SortedMap<Integer, Told> next = new TreeMap<>(nodes);
    next.replaceAll(
        (id, told) ->
            alteration.resource().equals(ALL_BROKERS)
                    || alteration.resource().equals(Integer.toString(id))
                ? after(told, alteration, refused.keySet())
                : told);
    return new Settings(next, Optional.empty(), reasons, Optional.empty());
  }

  private static Told after(Told before, Alteration alteration, Set<String> refused) {
    Told next = before;
    for (Map.Entry<String, Optional<String>> entry : alteration.entries().entrySet()) {
      Setting known = before.keys().get(entry.getKey());
      if (known != null && !refused.contains(entry.getKey())) {
        next = next.with(entry.getKey(), known.after(alteration.resource(), entry.getValue()));
      }
    }
    return next;
  }
}
