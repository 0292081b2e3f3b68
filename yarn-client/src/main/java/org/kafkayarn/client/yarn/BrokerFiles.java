package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.kafkayarn.launcher.contract.LogFile;
import org.kafkayarn.launcher.contract.LogSlice;

/**
 * What the launchers of brokers read out. An {@link ApiRefusal} means that there is no such broker
 * or file, or that its launcher does not run.
 */
public interface BrokerFiles {
  List<LogFile> logs(int broker) throws IOException;

  /** The last lines of a log file. */
  LogSlice log(int broker, String file, int lines) throws IOException;

  /** What comes behind a slice, as soon as there is something or the wait is over. */
  LogSlice logAfter(int broker, String file, String next, Duration wait) throws IOException;

  /**
   * Kafka's metrics in Prometheus' text format.
   *
   * @param partitions also those of single partitions
   */
  String metrics(int broker, boolean partitions) throws IOException;
}
