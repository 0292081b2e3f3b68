package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;

/** The few things that a client asks of a ResourceManager. */
public interface YarnGateway extends AutoCloseable {
  /** The application type of all clusters. */
  String APPLICATION_TYPE = "KAFKA";

  /** That of the short applications that look at the data on the hosts. */
  String INVENTORY_TYPE = "KAFKA-DATA";

  /**
   * An application that may be submitted.
   *
   * @param most the largest container that the scheduler grants
   */
  record NewApplication(ApplicationId id, Resource most) {}

  /** Where the ResourceManager is, for messages. */
  String address();

  NewApplication newApplication() throws IOException;

  List<NodeReport> runningNodes() throws IOException;

  Optional<QueueInfo> queue(String name) throws IOException;

  List<QueueInfo> childrenOf(String queue) throws IOException;

  List<QueueInfo> queues() throws IOException;

  /** The user's applications of type KAFKA. */
  List<ApplicationReport> applications(String user, EnumSet<YarnApplicationState> states)
      throws IOException;

  ApplicationReport report(ApplicationId id) throws IOException;

  /** Returns when the ResourceManager has accepted the application. */
  void submit(ApplicationSubmissionContext context) throws IOException;

  /**
   * The end of a log file of a container, as YARN keeps it.
   *
   * @param host where the container is or was
   */
  List<String> containerLog(ApplicationId id, String container, String host, String file)
      throws IOException;

  /** Ends an application that is wanted no more. */
  void kill(ApplicationId id) throws IOException;

  @Override
  void close();
}
