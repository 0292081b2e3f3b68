package org.kafkayarn.am.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.spec.SpecDiff;
import org.kafkayarn.am.spec.StoredSpec;

/**
 * The last specs of a cluster, a file for each number in its home, so that a change can be taken
 * back. A spec is kept here before it counts: a number above the current one is of a change that
 * came to nothing.
 */
public final class SpecHistory {
  /** The current one, and ten before it. */
  static final int KEPT = 11;

  private static final int VERSION = 1;

  private final HomeFiles files;
  private final Path directory;

  SpecHistory(HomeFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /**
   * One that was accepted.
   *
   * @param at when; unknown where a kafka-yarn that kept none accepted it
   * @param changes what was another in the one before, line by line
   */
  public record Entry(Optional<Instant> at, List<String> changes, StoredSpec stored) {
    public Entry {
      requireNonNull(at);
      changes = List.copyOf(changes);
      requireNonNull(stored);
    }

    public long number() {
      return stored.spec().generation();
    }
  }

  /** Keeps what is about to count, and what has counted until now. */
  void follow(Optional<StoredSpec> current, StoredSpec next, Instant now) throws IOException {
    long number = next.spec().generation();
    if (current.filter(held -> held.spec().generation() == number).isPresent()) {
      return;
    }
    files.makeDirectory(directory);
    SortedSet<Long> numbers = numbers();
    if (current.isPresent() && !numbers.contains(current.get().spec().generation())) {
      write(new Entry(Optional.empty(), List.of(), current.get().retired()));
    }
    List<String> changes =
        current
            .map(held -> SpecDiff.between(held.spec(), next.spec()).lines())
            .orElseGet(() -> List.of());
    write(new Entry(Optional.of(now), changes, next.retired()));
    prune();
  }

  private void prune() throws IOException {
    SortedSet<Long> numbers = numbers();
    while (numbers.size() > KEPT) {
      files.fileSystem().delete(file(numbers.first()), false);
      numbers.remove(numbers.first());
    }
  }

  /** Those up to that number, the newest first. */
  public List<Entry> upTo(long current) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (long number : numbers().headSet(current + 1)) {
      find(number).ifPresent(entries::add);
    }
    Collections.reverse(entries);
    return entries;
  }

  public Optional<Entry> find(long number) throws IOException {
    Path file = file(number);
    return files.read(file).map(content -> parse(file, content));
  }

  private static Entry parse(Path file, byte[] content) {
    ObjectNode root = VersionedJson.read(file, content, VERSION);
    List<String> changes = new ArrayList<>();
    root.path("changes").forEach(line -> changes.add(line.asText()));
    try {
      return new Entry(
          Optional.ofNullable(root.get("at")).map(at -> Instant.parse(at.asText())),
          changes,
          StoredSpecJson.parse(root, file));
    } catch (DateTimeException e) {
      throw VersionedJson.damaged(file, e);
    }
  }

  private void write(Entry entry) throws IOException {
    ObjectNode root = StoredSpecJson.tree(entry.stored());
    entry.at().ifPresent(at -> root.put("at", at.toString()));
    ArrayNode changes = root.putArray("changes");
    entry.changes().forEach(changes::add);
    files.replace(file(entry.number()), VersionedJson.write(VERSION, root));
  }

  private SortedSet<Long> numbers() throws IOException {
    SortedSet<Long> numbers = new TreeSet<>();
    for (String name : files.names(directory)) {
      if (name.matches("[0-9]{1,18}\\.json")) {
        numbers.add(Long.parseLong(name.substring(0, name.indexOf('.'))));
      }
    }
    return numbers;
  }

  private Path file(long number) {
    return new Path(directory, number + ".json");
  }
}
