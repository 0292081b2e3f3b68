package org.kafkayarn.client.command;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.kafkayarn.client.yarn.BrokerFiles;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/** A broker's launcher that reads out what it is told to. */
final class FakeBrokerFiles implements BrokerFiles {
  final List<String> asked = new ArrayList<>();
  final Deque<LogSlice> slices = new ArrayDeque<>();
  String metrics = "";
  Optional<IOException> trouble = Optional.empty();
  Runnable onEnd = () -> {};

  private void asked(String what) throws IOException {
    asked.add(what);
    if (trouble.isPresent()) {
      IOException once = trouble.get();
      trouble = Optional.empty();
      throw once;
    }
  }

  @Override
  public List<LogFile> logs(int broker) throws IOException {
    asked(broker + " files");
    return List.of(new LogFile("server.log", 2048, Instant.EPOCH));
  }

  @Override
  public LogSlice log(int broker, String file, int lines) throws IOException {
    asked(broker + " " + file + " " + lines);
    return slices.remove();
  }

  @Override
  public LogSlice logAfter(int broker, String file, String next, Duration wait) throws IOException {
    asked(broker + " " + file + " from " + next);
    LogSlice slice = slices.remove();
    if (slices.isEmpty()) {
      onEnd.run();
    }
    return slice;
  }

  @Override
  public String metrics(int broker, boolean partitions) throws IOException {
    asked(broker + " metrics" + (partitions ? " of partitions" : ""));
    return metrics;
  }
}
