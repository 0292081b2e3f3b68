package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.am.inventory.Survey;
import org.kafkayarn.am.inventory.Survey.Phase;
import org.kafkayarn.am.inventory.Survey.Visit;
import org.kafkayarn.am.state.Held;

/**
 * YARN's edge of the application that visits hosts: one small container on each, by strict requests
 * whose allocation request id is the number of the visit plus one. Callbacks only post changes;
 * {@link #carryOut} is of the thread that owns the survey.
 */
public final class VisitContainers extends AMRMClientAsync.AbstractCallbackHandler {
  private static final int HEARTBEAT_MS = 100;
  private static final int CALLS_AT_ONCE = 4;
  private static final Priority PRIORITY = Priority.newInstance(1);

  /** A launcher's JVM without a Kafka beside it takes about 60; YARN rounds it up to its steps. */
  private static final Resource SIZE = Resource.newInstance(256, 1);

  private final AMRMClientAsync<ContainerRequest> client;
  private final NMClient nodes = NMClient.createNMClient();
  private final YarnClient reports = YarnClient.createYarnClient();
  private final ExecutorService blocking = Executors.newFixedThreadPool(CALLS_AT_ONCE);
  private final Consumer<Survey.Change> changes;
  private final Map<String, Container> granted = new ConcurrentHashMap<>();
  private final Map<String, String> labels = new HashMap<>();

  // Of the thread that owns the survey
  private final Map<Integer, ContainerRequest> open = new HashMap<>();
  private final Set<String> started = new HashSet<>();
  private final Set<String> released = new HashSet<>();

  public VisitContainers(Configuration conf, Consumer<Survey.Change> changes) {
    Configuration own = new Configuration(conf);
    own.setClass(
        CommonConfigurationKeysPublic.NET_TOPOLOGY_NODE_SWITCH_MAPPING_IMPL_KEY,
        ReportedRacks.class,
        DNSToSwitchMapping.class);
    this.changes = changes;
    this.client = AMRMClientAsync.createAMRMClientAsync(HEARTBEAT_MS, this);
    client.init(own);
    client.start();
    nodes.init(own);
    nodes.start();
    reports.init(own);
    reports.start();
  }

  public void register(String host) throws IOException, YarnException {
    client.registerApplicationMaster(host, -1, "");
  }

  /** The hosts among these that can have no container now, and why. */
  public Map<String, String> absent(List<String> hosts) throws IOException, YarnException {
    Map<String, String> absent = new HashMap<>();
    hosts.forEach(host -> absent.put(host, "YARN knows no such host"));
    Set<String> present = new HashSet<>();
    for (NodeReport report : reports.getNodeReports()) {
      String host = report.getNodeId().getHost();
      ReportedRacks.report(host, report.getRackName());
      if (report.getNodeState() == NodeState.RUNNING) {
        present.add(host);
        Optional.ofNullable(report.getNodeLabels())
            .flatMap(set -> set.stream().findFirst())
            .ifPresent(label -> labels.put(host, label));
      } else {
        absent.replace(host, "YARN says that the host is " + report.getNodeState());
      }
    }
    absent.keySet().removeAll(present);
    return absent;
  }

  /** Whether the ResourceManager knows that application as one that has not ended. */
  public boolean isLive(String applicationId) throws IOException, YarnException {
    return LiveApplications.isLive(reports, ApplicationId.fromString(applicationId));
  }

  /** Does what the survey has come to, once. */
  public void carryOut(Survey survey, VisitContexts contexts) {
    for (int number = 0; number < survey.visits().size(); number++) {
      Visit visit = survey.visits().get(number);
      if (visit.phase() == Phase.ASKED && !open.containsKey(number)) {
        ask(number, visit.host());
      } else if (visit.phase() != Phase.ASKED && open.containsKey(number)) {
        client.removeContainerRequest(open.remove(number));
      }
      if (visit.phase() == Phase.STARTING && started.add(visit.container().orElseThrow())) {
        launch(number, visit.container().orElseThrow(), contexts);
      }
      if (visit.ended()) {
        visit.container().ifPresent(this::release);
      }
    }
    survey.excess().forEach(this::release);
  }

  private void ask(int number, String host) {
    ContainerRequest request =
        ContainerRequest.newBuilder()
            .capability(SIZE)
            .nodes(new String[] {host})
            .priority(PRIORITY)
            .allocationRequestId(number + 1L)
            .relaxLocality(false)
            .nodeLabelsExpression(labels.get(host))
            .build();
    open.put(number, request);
    client.addContainerRequest(request);
  }

  private void launch(int number, String id, VisitContexts contexts) {
    blocking.execute(
        () -> {
          try {
            var unused = nodes.startContainer(granted.get(id), contexts.of(number));
          } catch (YarnException | IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
            changes.accept((survey, now) -> survey.launchFailed(number, reason));
          }
        });
  }

  private void release(String id) {
    if (released.add(id)) {
      client.releaseAssignedContainer(ContainerId.fromString(id));
    }
  }

  public void finish(FinalApplicationStatus status, String message)
      throws IOException, YarnException {
    client.unregisterApplicationMaster(status, message, "");
  }

  public void stop() {
    blocking.shutdownNow();
    client.stop();
    nodes.stop();
    reports.stop();
  }

  @Override
  public void onContainersAllocated(List<Container> containers) {
    List<Held> all = new ArrayList<>();
    for (Container container : containers) {
      granted.put(container.getId().toString(), container);
      all.add(
          new Held(
              container.getId().toString(),
              (int) container.getAllocationRequestId() - 1,
              container.getNodeId().getHost(),
              "",
              (int) container.getResource().getMemorySize()));
    }
    changes.accept((survey, now) -> survey.granted(all, now));
  }

  @Override
  public void onContainersCompleted(List<ContainerStatus> statuses) {
    for (ContainerStatus status : statuses) {
      String id = status.getContainerId().toString();
      String diagnostics =
          Optional.ofNullable(status.getDiagnostics()).orElse("").lines().findFirst().orElse("");
      int exit = status.getExitStatus();
      changes.accept((survey, now) -> survey.completed(id, exit, diagnostics));
    }
  }

  @Override
  public void onContainersUpdated(List<UpdatedContainer> containers) {}

  @Override
  public void onNodesUpdated(List<NodeReport> updatedNodes) {}

  @Override
  public float getProgress() {
    return 0;
  }

  @Override
  public void onShutdownRequest() {
    onError(new IllegalStateException("the ResourceManager has ended this application"));
  }

  /** The thread that owns the survey ends by it. */
  @Override
  public void onError(Throwable e) {
    changes.accept(
        (survey, now) -> {
          throw new IllegalStateException(e);
        });
  }
}
