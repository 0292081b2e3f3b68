package org.kafkayarn.am;

import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outermost frame of a process that YARN starts as an ApplicationMaster. */
final class AmProcess {
  private static final Logger LOG = LoggerFactory.getLogger(AmProcess.class);

  /** What the process is for. */
  interface Work {
    /** The exit code. */
    int run(AmEnvironment environment) throws Exception;
  }

  private AmProcess() {}

  /**
   * Does the work as the submitting user: under DefaultContainerExecutor the operating system's
   * user is the NodeManager's, who must not need to read the cluster's home. Ends the process, with
   * 1 when the work throws.
   *
   * @param consequence what follows when it does, for the log
   */
  static void run(String consequence, Work work) {
    int exitCode = 1;
    try {
      AmEnvironment environment = AmEnvironment.of(System.getenv());
      UserGroupInformation submitter =
          UserGroupInformation.createRemoteUser(environment.application().user());
      submitter.addCredentials(UserGroupInformation.getCurrentUser().getCredentials());
      exitCode = submitter.doAs((PrivilegedExceptionAction<Integer>) () -> work.run(environment));
    } catch (Throwable e) {
      LOG.error("{}: {}", consequence, e.getMessage(), e);
    }
    System.exit(exitCode); // main
  }
}
