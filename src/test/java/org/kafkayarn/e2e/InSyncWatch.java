package org.kafkayarn.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartitionInfo;

/** Looks several times a second whether all partitions of a topic have enough replicas in sync. */
final class InSyncWatch implements AutoCloseable {
  private final Admin admin;
  private final String topic;
  private final int needed;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> below = new ArrayList<>();
  private final Thread thread = new Thread(this::watch, "in-sync-watch");

  InSyncWatch(String servers, String topic, int needed) {
    this.admin = Admin.create(Map.of("bootstrap.servers", servers));
    this.topic = topic;
    this.needed = needed;
    thread.start();
  }

  private void watch() {
    try (admin) {
      while (!closed.await(200, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    try {
      for (TopicPartitionInfo partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        if (partition.isr().size() < needed) {
          below.add(partition.toString());
        }
      }
    } catch (ExecutionException e) {
      // The broker that was asked has just gone; the next look asks another.
    }
  }

  /** What was seen with too few; once it is closed. */
  List<String> belowMinIsr() {
    return below;
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
