package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** Finds the application of a user's cluster by the cluster's name. */
public final class LiveCluster {
  private static final EnumSet<YarnApplicationState> ENDED =
      EnumSet.of(
          YarnApplicationState.FINISHED, YarnApplicationState.FAILED, YarnApplicationState.KILLED);

  private LiveCluster() {}

  /** The application that runs the cluster, or is about to. */
  public static Optional<ApplicationReport> find(YarnGateway yarn, String user, String name)
      throws IOException {
    return newest(yarn, user, name, EnumSet.complementOf(ENDED));
  }

  /** The last application of the cluster that has ended, as far back as YARN remembers. */
  public static Optional<ApplicationReport> last(YarnGateway yarn, String user, String name)
      throws IOException {
    return newest(yarn, user, name, ENDED);
  }

  private static Optional<ApplicationReport> newest(
      YarnGateway yarn, String user, String name, EnumSet<YarnApplicationState> states)
      throws IOException {
    return yarn.applications(user, states).stream()
        .filter(report -> name.equals(report.getName()))
        .max(Comparator.comparing(ApplicationReport::getApplicationId));
  }

  public static boolean hasEnded(ApplicationReport report) {
    return ENDED.contains(report.getYarnApplicationState());
  }
}
