package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.kafkayarn.am.events.ClusterEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events in a cluster's home: segments of JSON lines, each named by its first sequence and
 * written whole, because not every file system can append. Safe for one writer and any readers.
 */
public final class EventArchive {
  /** A segment that has so many events is not written again. */
  static final int PER_SEGMENT = 500;

  /** Attempts that end at once leave short segments: there are never more than so many. */
  static final int SEGMENTS_KEPT = 100;

  private static final Logger LOG = LoggerFactory.getLogger(EventArchive.class);
  private static final String SUFFIX = ".jsonl";
  private static final ObjectWriter WRITER =
      VersionedJson.MAPPER
          .writerFor(ClusterEvent.class)
          .without(SerializationFeature.INDENT_OUTPUT);
  private static final ObjectReader READER =
      VersionedJson.MAPPER
          .readerFor(ClusterEvent.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final HomeFiles files;
  private final Path directory;

  EventArchive(HomeFiles files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  /**
   * All events, oldest first. What cannot be read is left out: it must keep nobody from the rest.
   */
  public List<ClusterEvent> read() throws IOException {
    List<ClusterEvent> events = new ArrayList<>();
    for (long first : segments()) {
      Path file = file(first);
      try {
        files.read(file).ifPresent(content -> parse(file, content, events));
      } catch (IOException e) {
        LOG.warn("The events in {} cannot be read: {}", file, e.getMessage());
      }
    }
    return events;
  }

  private static void parse(Path file, byte[] content, List<ClusterEvent> events) {
    for (String line : new String(content, UTF_8).lines().toList()) {
      try {
        events.add(READER.readValue(line));
      } catch (JsonProcessingException e) {
        LOG.warn("{} has a line that is no event: {}", file, e.getOriginalMessage());
      }
    }
  }

  /** Creates the directory, and removes what writers before this one have not finished. */
  void prepare() throws IOException {
    files.makeDirectory(directory);
    files.sweep(directory, Long.MAX_VALUE);
  }

  /** Puts these events in the place of the segment that begins with the first of them. */
  void write(List<ClusterEvent> segment) throws IOException {
    String text = segment.stream().map(EventArchive::json).collect(Collectors.joining());
    files.replace(file(segment.get(0).sequence()), text.getBytes(UTF_8));
  }

  private static String json(ClusterEvent event) {
    try {
      return WRITER.writeValueAsString(event) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes the oldest segments.
   *
   * @param oldest the sequence of the oldest event that is to be kept
   */
  void prune(Optional<Long> oldest) throws IOException {
    List<Long> segments = segments();
    for (int i = 0; i < segments.size() - 1; i++) {
      long next = segments.get(i + 1);
      boolean tooOld = oldest.filter(kept -> next <= kept).isPresent();
      if (tooOld || segments.size() - i > SEGMENTS_KEPT) {
        files.fileSystem().delete(file(segments.get(i)), false);
      }
    }
  }

  private List<Long> segments() throws IOException {
    return files.names(directory).stream()
        .filter(name -> name.matches("[0-9]{1,18}\\" + SUFFIX))
        .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
        .sorted()
        .toList();
  }

  private Path file(long first) {
    return new Path(directory, "%018d".formatted(first) + SUFFIX);
  }
}
