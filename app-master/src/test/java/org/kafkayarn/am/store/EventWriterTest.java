package org.kafkayarn.am.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;

@Timeout(60)
class EventWriterTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path root;
  private ClusterHome home;
  private Path directory;

  @BeforeEach
  void prepare() throws IOException {
    home = ClusterHome.of(ClusterHomeTest.configuration(root), "orders");
    home.prepare();
    directory = root.resolve("homes").resolve("orders").resolve("events");
  }

  private static ClusterEvent event(long sequence) {
    return new ClusterEvent(
        sequence,
        Instant.parse("2026-01-01T00:00:00.123Z"),
        1,
        sequence % 2 == 0 ? Optional.of(7) : Optional.empty(),
        Optional.of("host\"1"),
        "Granted",
        "why <b>" + sequence);
  }

  private static List<ClusterEvent> events(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(EventWriterTest::event).toList();
  }

  private static Chronicle chronicle(List<ClusterEvent> earlier, List<ClusterEvent> added) {
    Chronicle chronicle = new Chronicle(earlier);
    added.forEach(chronicle::add);
    return chronicle;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private long epoch(int attempt) throws IOException {
    return home.epochs().claim("application_1_1", attempt);
  }

  /** Not compared as lists: a message with thousands of events is of no use. */
  private void assertStored(LongStream sequences) throws IOException {
    assertEquals(
        sequences.boxed().toList(),
        home.events().read().stream().map(ClusterEvent::sequence).toList());
  }

  /** What an attempt tells from its begin to its end. */
  private void attempt(int attempt, List<ClusterEvent> added) throws IOException {
    try (EventWriter writer =
        new EventWriter(home, epoch(attempt), chronicle(home.events().read(), added))) {
      writer.flush(LIMIT);
    }
  }

  @Test
  void whatWasWrittenIsReadAsItWas() throws IOException {
    assertEquals(List.of(), home.events().read());
    try (EventWriter writer =
        new EventWriter(home, epoch(1), chronicle(List.of(), events(11, 15)))) {
      writer.flush(LIMIT);
      assertEquals(events(11, 15), home.events().read());
    }
    assertEquals(List.of("000000000000000011.jsonl"), names());
    assertEquals(
        "{\"sequence\":11,\"at\":\"2026-01-01T00:00:00.123Z\",\"attempt\":1,\"node\":null,"
            + "\"host\":\"host\\\"1\",\"kind\":\"Granted\",\"reason\":\"why <b>11\"}",
        Files.readAllLines(directory.resolve(names().get(0))).get(0));
  }

  @Test
  void aSegmentThatIsSmallIsWrittenAgainAndAFullOneIsNot() throws IOException {
    Chronicle chronicle = chronicle(List.of(), events(1, 3));
    try (EventWriter writer = new EventWriter(home, epoch(1), chronicle)) {
      writer.flush(LIMIT);
      events(4, 1_200).forEach(chronicle::add);
      writer.flush(LIMIT);
      assertStored(LongStream.rangeClosed(1, 1_200));
      assertEquals(
          List.of(
              "000000000000000001.jsonl", "000000000000000501.jsonl", "000000000000001001.jsonl"),
          names());
    }
  }

  @Test
  void theNextAttemptGoesOnInASegmentOfItsOwn() throws IOException {
    attempt(1, events(1, 3));
    attempt(2, events(101, 102));
    assertEquals(
        Stream.concat(events(1, 3).stream(), events(101, 102).stream()).toList(),
        home.events().read());
    assertEquals(List.of("000000000000000001.jsonl", "000000000000000101.jsonl"), names());
  }

  @Test
  void whatAKilledWriterLeftBehindIsIgnoredAndRemoved() throws IOException {
    attempt(1, events(1, 3));
    Files.writeString(directory.resolve(".tmp-000000000000000001.jsonl-x"), "{\"sequence\":1,");
    assertEquals(events(1, 3), home.events().read());
    attempt(2, events(101, 101));
    assertEquals(List.of("000000000000000001.jsonl", "000000000000000101.jsonl"), names());
  }

  @Test
  void anAttemptThatHasASuccessorWritesNoMore() throws IOException {
    Chronicle chronicle = chronicle(List.of(), events(1, 3));
    try (EventWriter old = new EventWriter(home, epoch(1), chronicle)) {
      old.flush(LIMIT);
      attempt(2, events(101, 101));
      chronicle.add(event(4));
      old.flush(LIMIT);
    }
    assertEquals(
        Stream.concat(events(1, 3).stream(), events(101, 101).stream()).toList(),
        home.events().read());
  }

  @Test
  void theOldestSegmentsAreRemoved() throws IOException {
    attempt(1, events(1, 1_000));
    attempt(2, events(100_001, 100_000 + Chronicle.KEPT));
    List<ClusterEvent> kept = home.events().read();
    assertEquals(100_000 + Chronicle.KEPT, kept.get(kept.size() - 1).sequence());
    assertEquals(100_001, kept.get(0).sequence());
    attempt(3, events(200_001, 200_600));
    kept = home.events().read();
    assertTrue(
        kept.size() >= Chronicle.KEPT && kept.size() <= Chronicle.KEPT + 500,
        kept.size() + " events");
  }

  @Test
  void attemptsThatTellLittleLeaveABoundedNumberOfSegments() throws IOException {
    int segments = EventArchive.SEGMENTS_KEPT + 5;
    EventArchive archive = home.events();
    archive.prepare();
    for (int i = 1; i < segments; i++) {
      archive.write(events(i * 100L, i * 100L));
    }
    attempt(1, events(segments * 100L, segments * 100L));
    assertEquals(EventArchive.SEGMENTS_KEPT, names().size());
    assertEquals(600, home.events().read().get(0).sequence());
  }

  @Test
  void aFileSystemThatFailsIsTriedAgainAndNobodyWaits() throws Exception {
    Files.writeString(directory, "not a directory");
    Chronicle chronicle = chronicle(List.of(), events(1, 2));
    try (EventWriter writer = new EventWriter(home, epoch(1), chronicle)) {
      writer.wake();
      writer.flush(LIMIT);
      chronicle.add(event(3));
      Files.delete(directory);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (home.events().read().size() < 3) {
        assertTrue(System.nanoTime() < deadline, "it has not tried again");
        chronicle.await(99, 1, 50);
      }
    }
    assertEquals(events(1, 3), home.events().read());
  }

  @Test
  void aFloodIsWrittenAtMostOnceASecond() throws Exception {
    Chronicle chronicle = chronicle(List.of(), List.of());
    long began = System.nanoTime();
    int changes = 0;
    try (EventWriter writer = new EventWriter(home, epoch(1), chronicle)) {
      String last = "";
      for (int i = 1; i <= 250; i++) {
        chronicle.add(event(i));
        writer.wake();
        chronicle.await(999, 1, 10);
        Path file = directory.resolve("000000000000000001.jsonl");
        String now = Files.exists(file) ? Files.readString(file) : "";
        changes += now.equals(last) ? 0 : 1;
        last = now;
      }
      long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
      assertTrue(changes >= 1 && changes <= seconds + 2, changes + " writes in " + seconds + " s");
    }
    assertEquals(events(1, 250), home.events().read(), "the end writes what is left");
  }

  @Test
  void aLineThatIsDamagedHidesNoOther() throws IOException {
    attempt(1, events(1, 3));
    Path file = directory.resolve(names().get(0));
    String text = Files.readString(file).replace("{\"sequence\":2", "\u0000{\"seq");
    Files.writeString(file, text + "{\"sequence\":4,\"fromTheFuture\":true", UTF_8);
    List<ClusterEvent> read = home.events().read();
    assertEquals(List.of(event(1), event(3)), read);
    assertFalse(read.isEmpty());
  }
}
