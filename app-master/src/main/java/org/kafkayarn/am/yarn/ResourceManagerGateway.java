package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.PreemptionContainer;
import org.apache.hadoop.yarn.api.records.PreemptionContract;
import org.apache.hadoop.yarn.api.records.PreemptionMessage;
import org.apache.hadoop.yarn.api.records.PreemptionResourceRequest;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceRequest;
import org.apache.hadoop.yarn.api.records.SignalContainerCommand;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.proto.YarnServiceProtos.SchedulerResourceTypes;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Action;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;
import org.kafkayarn.am.spec.StartConditions.Amount;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.am.state.Slot;
import org.kafkayarn.am.state.YarnEvent;
import org.kafkayarn.am.state.task.TaskInstance;
import org.kafkayarn.am.state.task.TaskLedger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's edge to the ResourceManager. Callbacks come on AMRMClientAsync's thread and only
 * post events; asks and releases come from the loop's thread.
 *
 * <p>An allocation request id is a node id plus one (0 is YARN's "none"): it comes back on the
 * container, also in those of previous attempts.
 */
public final class ResourceManagerGateway extends AMRMClientAsync.AbstractCallbackHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ResourceManagerGateway.class);

  /** While something is asked for or ending, and when all is steady; the RM expires at 10 min. */
  private static final int BUSY_HEARTBEAT_MS = 100;

  private static final int STEADY_HEARTBEAT_MS = 2_000;

  private static final Priority PRIORITY = Priority.newInstance(1);

  /** After the nodes: without brokers a task is of no use. */
  private static final Priority TASK_PRIORITY = Priority.newInstance(2);

  private final AMRMClientAsync<ContainerRequest> client;
  private final YarnClient reports;
  private final HostReports hosts;
  private volatile ClusterSpec spec;
  private final Consumer<Event> events;
  private final Consumer<Throwable> faults;
  private final GrantedContainers granted;
  private final Executor blocking;
  private final ContainerResizes resizes;
  private final Map<Integer, ContainerRequest> open = new HashMap<>();
  private volatile float progress;

  public ResourceManagerGateway(
      Configuration conf,
      ClusterSpec spec,
      GrantedContainers granted,
      Executor blocking,
      Consumer<Event> events,
      Consumer<Throwable> faults) {
    Configuration own = new Configuration(conf);
    own.setClass(
        CommonConfigurationKeysPublic.NET_TOPOLOGY_NODE_SWITCH_MAPPING_IMPL_KEY,
        ReportedRacks.class,
        DNSToSwitchMapping.class);
    this.spec = spec;
    this.granted = granted;
    this.blocking = blocking;
    this.events = events;
    this.faults = faults;
    this.client = AMRMClientAsync.createAMRMClientAsync(BUSY_HEARTBEAT_MS, this);
    client.init(own);
    this.resizes =
        new ContainerResizes(
            granted, client::requestContainerUpdate, ContainerCgroup.obstacle(), events);
    this.reports = YarnClient.createYarnClient();
    reports.init(own);
    reports.start();
    this.hosts = new HostReports(reports, this::headroom, events);
  }

  /** From now on containers are asked for by these sizes. For any thread. */
  public void adopt(ClusterSpec changed) {
    spec = changed;
  }

  /** What the queue still grants; unknown before the first heartbeat. */
  private Optional<Amount> headroom() {
    return Optional.ofNullable(client.getAvailableResources())
        .map(left -> new Amount(left.getMemorySize(), left.getVirtualCores()));
  }

  /** Tells the RM that this attempt is alive, and the loop what there is. */
  public void register(String host, int port, String trackingUrl)
      throws IOException, YarnException {
    client.start();
    events.accept(hosts.all());
    RegisterApplicationMasterResponse response =
        client.registerApplicationMaster(host, port, trackingUrl);
    resizes.countVcores(response.getSchedulerResourceTypes().contains(SchedulerResourceTypes.CPU));
    events.accept(
        new YarnEvent.Registered(
            held(response.getContainersFromPreviousAttempts()),
            Optional.ofNullable(response.getMaximumResourceCapability())
                .map(most -> new Amount(most.getMemorySize(), most.getVirtualCores()))));
    hosts.start();
  }

  public void finish(Action.Finish action) {
    FinalApplicationStatus status =
        action.succeeded() ? FinalApplicationStatus.SUCCEEDED : FinalApplicationStatus.FAILED;
    try {
      client.unregisterApplicationMaster(status, action.reason(), "");
    } catch (YarnException | IOException e) {
      faults.accept(e);
    }
  }

  /** Ends the application as failed: another one has this cluster. */
  public void refuse(String reason) throws IOException, YarnException {
    client.start();
    client.registerApplicationMaster("", -1, "");
    client.unregisterApplicationMaster(FinalApplicationStatus.FAILED, reason, "");
  }

  /** Whether the ResourceManager still knows that application as one that has not ended. */
  public boolean isLive(String applicationId) throws IOException, YarnException {
    return LiveApplications.isLive(reports, ApplicationId.fromString(applicationId));
  }

  public void stop() {
    hosts.stop();
    client.stop();
    reports.stop();
  }

  public void ask(Action.Ask action) {
    NodeSpec node = spec.node(action.nodeId());
    ask(action.nodeId(), action.ask(), Resource.newInstance(node.memoryMb(), node.vcores()));
  }

  public void ask(Action.AskForTask action) {
    ask(action.id(), action.ask(), Resource.newInstance(action.memoryMb(), action.vcores()));
  }

  private void ask(int id, Slot.Ask ask, Resource size) {
    withdraw(id);
    ContainerRequest request = request(id, ask, size);
    open.put(id, request);
    client.addContainerRequest(request);
  }

  /** Named racks do not relax: YARN then serves any host of the rack, and none else. */
  private static ContainerRequest request(int id, Slot.Ask ask, Resource size) {
    boolean anywhere = ask.hosts().isEmpty() && ask.rack().isEmpty();
    return ContainerRequest.newBuilder()
        .capability(size)
        .nodes(ask.hosts().isEmpty() ? null : ask.hosts().toArray(String[]::new))
        .racks(ask.rack().map(rack -> new String[] {rack}).orElse(null))
        .priority(TaskLedger.isTask(id) ? TASK_PRIORITY : PRIORITY)
        .allocationRequestId(id + 1L)
        .relaxLocality(anywhere)
        .nodeLabelsExpression(ask.label().isEmpty() ? null : ask.label())
        .build();
  }

  public void release(Action.Release action) {
    client.releaseAssignedContainer(ContainerId.fromString(action.container().containerId()));
  }

  /**
   * Sends SIGTERM to all processes of the container (ContainerLaunch.signalContainer, 3.3.6, to the
   * process group). What cannot be told is given back when its time is over.
   */
  public void terminate(Action.StopTask action) {
    blocking.execute(
        () -> {
          try {
            reports.signalToContainer(
                ContainerId.fromString(action.container().containerId()),
                SignalContainerCommand.GRACEFUL_SHUTDOWN);
          } catch (YarnException | IOException e) {
            LOG.warn(
                "{} was not told to end: {}", action.container().containerId(), e.getMessage());
          }
        });
  }

  /**
   * Asks for another size of a container that runs.
   *
   * @param tell tells its NodeManager, once it is granted
   */
  public void resize(Action.ResizeContainer action, Consumer<Container> tell) {
    resizes.ask(action, tell);
  }

  /**
   * Withdraws what is not asked for any more, a granted request too: AMRMClient would ask for it
   * again. Sets the pace of the heartbeat and the progress that YARN shows.
   */
  public void follow(Snapshot snapshot) {
    Set<Integer> wanted =
        snapshot.state().slots().values().stream()
            .filter(slot -> slot.phase() == Slot.Phase.REQUESTED)
            .map(Slot::id)
            .collect(Collectors.toCollection(HashSet::new));
    boolean tasksSteady = true;
    for (TaskInstance task : snapshot.state().tasks().instances().values()) {
      tasksSteady &= task.phase() == TaskInstance.Phase.UP && task.stopping().isEmpty();
      if (task.phase() == TaskInstance.Phase.REQUESTED) {
        wanted.add(task.id());
      }
    }
    List.copyOf(open.keySet()).stream().filter(id -> !wanted.contains(id)).forEach(this::withdraw);
    long serving = snapshot.state().slots().values().stream().filter(Slot::serving).count();
    hosts.follow(snapshot);
    progress = (float) serving / snapshot.state().slots().size();
    boolean steady =
        snapshot.state().allServing()
            && tasksSteady
            && !snapshot.state().stopping()
            && snapshot.state().slots().values().stream().noneMatch(Slot::awaitsResize);
    client.setHeartbeatInterval(steady ? STEADY_HEARTBEAT_MS : BUSY_HEARTBEAT_MS);
  }

  private void withdraw(int nodeId) {
    Optional.ofNullable(open.remove(nodeId)).ifPresent(client::removeContainerRequest);
  }

  @Override
  public void onContainersAllocated(List<Container> containers) {
    events.accept(new YarnEvent.Granted(held(containers)));
  }

  @Override
  public void onContainersReceivedFromPreviousAttempts(List<Container> containers) {
    events.accept(new YarnEvent.PreviousContainers(held(containers)));
  }

  private List<Held> held(List<Container> containers) {
    List<Held> all = new ArrayList<>();
    for (Container container : containers) {
      granted.add(container);
      all.add(
          new Held(
              container.getId().toString(),
              (int) container.getAllocationRequestId() - 1,
              container.getNodeId().getHost(),
              Optional.ofNullable(container.getNodeHttpAddress()).orElse(""),
              (int) container.getResource().getMemorySize()));
    }
    return all;
  }

  @Override
  public void onContainersCompleted(List<ContainerStatus> statuses) {
    for (ContainerStatus status : statuses) {
      granted.remove(status.getContainerId());
      resizes.forget(status.getContainerId());
      events.accept(
          new YarnEvent.Completed(
              status.getContainerId().toString(),
              status.getExitStatus(),
              Optional.ofNullable(status.getDiagnostics()).orElse("")));
    }
  }

  @Override
  public void onContainersUpdated(List<UpdatedContainer> containers) {
    resizes.updated(containers);
  }

  @Override
  public void onNodesUpdated(List<NodeReport> updatedNodes) {
    events.accept(hosts.some(updatedNodes));
  }

  /**
   * CapacityScheduler lists the containers that it would take as negotiable, with one request for
   * their sum (FiCaSchedulerApp.getAllocation, 3.3.6).
   */
  @Override
  public void onPreemptionMessageReceived(PreemptionMessage message) {
    Set<String> certain =
        Optional.ofNullable(message.getStrictContract())
            .map(contract -> ids(contract.getContainers()))
            .orElse(Set.of());
    Optional<PreemptionContract> contract = Optional.ofNullable(message.getContract());
    long memory = 0;
    int vcores = 0;
    for (PreemptionResourceRequest wanted :
        contract.map(PreemptionContract::getResourceRequest).orElse(List.of())) {
      ResourceRequest request = wanted.getResourceRequest();
      memory += request.getCapability().getMemorySize() * request.getNumContainers();
      vcores += request.getCapability().getVirtualCores() * request.getNumContainers();
    }
    events.accept(
        new YarnEvent.PreemptionAnnounced(
            certain,
            contract.map(c -> ids(c.getContainers())).orElse(Set.of()),
            new Amount(memory, vcores)));
  }

  private static Set<String> ids(Set<PreemptionContainer> containers) {
    return containers.stream().map(c -> c.getId().toString()).collect(Collectors.toSet());
  }

  @Override
  public float getProgress() {
    return progress;
  }

  /** The RM wants this attempt gone: another one has begun, or the application was ended. */
  @Override
  public void onShutdownRequest() {
    faults.accept(new IllegalStateException("the ResourceManager has ended this attempt"));
  }

  @Override
  public void onError(Throwable e) {
    faults.accept(e);
  }
}
