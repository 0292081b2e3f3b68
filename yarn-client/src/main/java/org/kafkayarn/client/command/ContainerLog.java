package org.kafkayarn.client.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.YarnGateway;

/**
 * A file that a container has written, as YARN keeps it while it runs and afterwards.
 *
 * @param container its id
 * @param host where it runs, or ran
 */
record ContainerLog(String container, String host, String file) {
  /** The end of the file: YARN is asked for 1 MiB at most. */
  List<String> read(YarnGateway yarn, ApplicationReport application) throws IOException {
    try {
      return yarn.containerLog(application.getApplicationId(), container, host, file);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new CommandFailed(
          "YARN does not give %s of %s: %s".formatted(file, container, OneLine.of(e)), e);
    }
  }

  static List<String> last(List<String> all, int most) {
    return all.subList(Math.max(0, all.size() - most), all.size());
  }
}
