package org.kafkayarn.e2e;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.yarn.api.protocolrecords.AllocateResponse;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.client.api.AMRMClient;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.kafkayarn.launcher.contract.ShellQuoting;

/**
 * The smallest ApplicationMaster that launches a container for the test, in a process of its own so
 * that it can be killed. It does what files in its directory say, and appends what happens to the
 * file {@code events}.
 */
public final class OneContainerMaster {
  static final String EVENTS = "events";
  static final String FINISH = "finish";
  static final String LAUNCH = "launch-";
  static final String ENVIRONMENT = "env.";
  static final String RESOURCE = "resource.";
  static final String COMMAND = "command";
  static final String MEMORY = "memory";

  private final Path dir;
  private final YarnConfiguration conf = new YarnConfiguration();
  private final AMRMClient<ContainerRequest> rm = AMRMClient.createAMRMClient();
  private final NMClient nm = NMClient.createNMClient();
  private final Map<Long, ContainerRequest> asked = new HashMap<>();
  private int launches;

  private OneContainerMaster(Path dir) {
    this.dir = dir;
  }

  public static void main(String[] args) throws IOException, YarnException {
    new OneContainerMaster(Path.of(args[0])).run();
  }

  private void run() throws IOException, YarnException {
    rm.init(conf);
    rm.start();
    nm.init(conf);
    nm.cleanupRunningContainersOnStop(false);
    nm.start();
    RegisterApplicationMasterResponse registered = rm.registerApplicationMaster("", 0, "");
    for (Container container : registered.getContainersFromPreviousAttempts()) {
      tell("previous " + container.getId() + " " + container.getAllocationRequestId());
    }
    // A second attempt must not launch again what the first one has.
    launches = registered.getContainersFromPreviousAttempts().size();
    tell("registered " + ProcessHandle.current().pid());
    while (!Files.exists(dir.resolve(FINISH))) {
      turn();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
    rm.unregisterApplicationMaster(FinalApplicationStatus.SUCCEEDED, "", "");
  }

  private void turn() throws IOException, YarnException {
    Path next = dir.resolve(LAUNCH + launches);
    if (Files.exists(next)) {
      ask(launches, read(next));
      launches++;
    }
    AllocateResponse response = rm.allocate(0.1f);
    for (Container container : response.getAllocatedContainers()) {
      ContainerRequest request = asked.remove(container.getAllocationRequestId());
      if (request == null) {
        rm.releaseAssignedContainer(container.getId());
      } else {
        rm.removeContainerRequest(request);
        start(container);
      }
    }
    for (ContainerStatus status : response.getCompletedContainersStatuses()) {
      tell(
          "completed %s %d %s"
              .formatted(
                  status.getContainerId(),
                  status.getExitStatus(),
                  status.getDiagnostics().replace('\n', ' ')));
    }
  }

  private void ask(long id, Properties launch) {
    ContainerRequest request =
        ContainerRequest.newBuilder()
            .allocationRequestId(id)
            .priority(Priority.newInstance((int) id))
            .capability(Resource.newInstance(Integer.parseInt(launch.getProperty(MEMORY)), 1))
            .build();
    asked.put(id, request);
    rm.addContainerRequest(request);
  }

  private void start(Container container) throws IOException, YarnException {
    Properties launch = read(dir.resolve(LAUNCH + container.getAllocationRequestId()));
    Map<String, String> environment = new LinkedHashMap<>();
    Map<String, LocalResource> resources = new LinkedHashMap<>();
    for (String key : launch.stringPropertyNames()) {
      if (key.startsWith(ENVIRONMENT)) {
        environment.put(
            key.substring(ENVIRONMENT.length()),
            ShellQuoting.environmentValue(launch.getProperty(key)));
      } else if (key.startsWith(RESOURCE)) {
        resources.put(key.substring(RESOURCE.length()), resource(launch.getProperty(key)));
      }
    }
    nm.startContainer(
        container,
        ContainerLaunchContext.newInstance(
            resources,
            environment,
            List.of(launch.getProperty(COMMAND)),
            new HashMap<String, ByteBuffer>(),
            null,
            null));
    tell("started " + container.getId());
  }

  private LocalResource resource(String file) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path("file://" + file);
    FileStatus status = FileSystem.getLocal(conf).getFileStatus(path);
    return LocalResource.newInstance(
        URL.fromPath(path),
        LocalResourceType.FILE,
        LocalResourceVisibility.APPLICATION,
        status.getLen(),
        status.getModificationTime());
  }

  private static Properties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return properties;
  }

  private void tell(String event) throws IOException {
    List<String> line = new ArrayList<>(List.of(event));
    Files.write(dir.resolve(EVENTS), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
