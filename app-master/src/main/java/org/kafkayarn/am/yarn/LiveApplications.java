package org.kafkayarn.am.yarn;

import java.io.IOException;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/** Asks the ResourceManager whether an application has ended. */
final class LiveApplications {
  private LiveApplications() {}

  /** One that it does not know any more has ended. */
  static boolean isLive(YarnClient client, ApplicationId id) throws IOException, YarnException {
    try {
      return switch (client.getApplicationReport(id).getYarnApplicationState()) {
        case NEW, NEW_SAVING, SUBMITTED, ACCEPTED, RUNNING -> true;
        case FINISHED, FAILED, KILLED -> false;
      };
    } catch (ApplicationNotFoundException e) {
      return false;
    }
  }
}
