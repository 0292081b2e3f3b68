package org.kafkayarn.am.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.state.ClusterStatus;

/** The last published status, as JSON, for any number of readers that may wait for the next. */
public final class StatusFeed {
  /** Writes and reads statuses as JSON: times in ISO 8601. */
  public static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule().addSerializer(Instant.class, new Milliseconds()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  /** Nobody reads a nanosecond; those that are there make lines long. */
  private static final class Milliseconds extends StdSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    Milliseconds() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(time.truncatedTo(ChronoUnit.MILLIS).toString());
    }
  }

  /**
   * @param tag differs when the JSON differs
   */
  record Edition(String tag, String json, ClusterStatus status) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LongPoll polls = new LongPoll();
  private Edition edition;

  public StatusFeed(ClusterStatus first) {
    edition = edition(first);
  }

  public void follow(Snapshot snapshot) {
    if (snapshot.status().equals(current().status())) {
      return;
    }
    Edition next = edition(snapshot.status());
    lock.lock();
    try {
      edition = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Edition edition(ClusterStatus status) {
    try {
      String json = JSON.writeValueAsString(status);
      return new Edition("\"" + Integer.toHexString(json.hashCode()) + "\"", json, status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status that is not JSON", e);
    }
  }

  /** Who waits for an edition, whatever it is asked for, waits there. */
  LongPoll polls() {
    return polls;
  }

  Edition current() {
    lock.lock();
    try {
      return edition;
    } finally {
      lock.unlock();
    }
  }

  /** The first edition whose tag is not the one seen, or the current one when the wait is over. */
  Edition after(String seenTag, long waitMs) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(waitMs);
    lock.lock();
    try {
      while (edition.tag().equals(seenTag) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return edition;
    } finally {
      lock.unlock();
    }
  }
}
