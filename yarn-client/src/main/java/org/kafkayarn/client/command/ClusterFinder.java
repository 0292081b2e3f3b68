package org.kafkayarn.client.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;

/** Finds a user's cluster by its name: its home, and its application. */
final class ClusterFinder {
  /** Above what a busy NameNode takes, below what an operator waits for without a word. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Configuration conf;
  private final YarnGateway yarn;
  private final String name;
  private Optional<ApplicationReport> found = Optional.empty();

  /** A read of the home. */
  private interface Read<T> {
    T call() throws IOException;
  }

  ClusterFinder(Configuration conf, YarnGateway yarn, String name) {
    this.conf = conf;
    this.yarn = yarn;
    this.name = name;
  }

  /** The home of a cluster that was submitted once. */
  ClusterHome home() throws IOException {
    return promptly(this::existing);
  }

  /** What the ApplicationMaster's API knows the owner by. */
  String token() throws IOException {
    return promptly(() -> existing().secrets().apiToken());
  }

  /** A file system that hangs gives no error by itself: after a while its silence is one. */
  private <T> T promptly(Read<T> read) throws IOException {
    FutureTask<T> task = new FutureTask<>(read::call);
    Thread reader = new Thread(task, "home-reader");
    reader.setDaemon(true);
    reader.start();
    try {
      return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailed(
          "the file system of the cluster's home (%s) has not answered within %d s%s"
              .formatted(
                  ClusterHome.of(conf, name).uri(),
                  PATIENCE.toSeconds(),
                  found
                      .map(report -> "; the cluster's page: " + report.getTrackingUrl())
                      .orElse("")),
          e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the home was read");
    }
  }

  private ClusterHome existing() throws IOException {
    ClusterHome home = ClusterHome.of(conf, name);
    if (!home.exists()) {
      throw new CommandFailed(
          "there is no cluster %s of user %s (%s). Start one: kafka-yarn submit -name %s"
              .formatted(name, Surroundings.user(), home.uri(), name),
          List.of());
    }
    return home;
  }

  Optional<ApplicationReport> live() throws IOException {
    try {
      found = LiveCluster.find(yarn, Surroundings.user(), name);
      return found;
    } catch (IOException e) {
      throw new CommandFailed(
          "the ResourceManager at %s does not answer: %s".formatted(yarn.address(), OneLine.of(e)),
          e);
    }
  }

  Optional<ApplicationReport> last() throws IOException {
    return LiveCluster.last(yarn, Surroundings.user(), name);
  }
}
