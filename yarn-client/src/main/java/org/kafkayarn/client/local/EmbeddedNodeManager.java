package org.kafkayarn.client.local;

import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.nodemanager.ContainerExecutor;
import org.apache.hadoop.yarn.server.nodemanager.Context;
import org.apache.hadoop.yarn.server.nodemanager.DeletionService;
import org.apache.hadoop.yarn.server.nodemanager.LocalDirsHandlerService;
import org.apache.hadoop.yarn.server.nodemanager.NodeManager;
import org.apache.hadoop.yarn.server.nodemanager.NodeStatusUpdater;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.ContainerManagerImpl;
import org.apache.hadoop.yarn.server.nodemanager.containermanager.launcher.ContainersLauncher;
import org.apache.hadoop.yarn.server.security.ApplicationACLsManager;

/**
 * A NodeManager that can also end as a killed one does: its containers live on, the ResourceManager
 * is told nothing, and its state store stays as it is.
 */
final class EmbeddedNodeManager extends NodeManager {
  private static final String CRASHING = "kafka-yarn.node-manager.crashing";

  /** Ends like a NodeManager whose process was killed. */
  void crash() {
    getConfig().setBoolean(CRASHING, true);
    // These two together keep it from leaving the cluster in order (NodeStatusUpdaterImpl, 3.4.2).
    getConfig().setBoolean(YarnConfiguration.NM_RECOVERY_ENABLED, true);
    getConfig().setBoolean(YarnConfiguration.NM_RECOVERY_SUPERVISED, true);
    stop();
  }

  @Override
  protected ContainerManagerImpl createContainerManager(
      Context context,
      ContainerExecutor exec,
      DeletionService del,
      NodeStatusUpdater updater,
      ApplicationACLsManager acls,
      LocalDirsHandlerService dirs) {
    getConfig().set(YarnConfiguration.NM_CONTAINERS_LAUNCHER_CLASS, Launcher.class.getName());
    return new ContainerManagerImpl(context, exec, del, updater, metrics, dirs) {
      @Override
      public void cleanUpApplicationsOnNMShutDown() {
        if (!getConfig().getBoolean(CRASHING, false)) {
          super.cleanUpApplicationsOnNMShutDown();
        }
      }
    };
  }

  /** Leaves its threads alone in a crash: interrupted, they would kill the containers' shells. */
  public static final class Launcher extends ContainersLauncher {
    @Override
    protected void serviceStop() throws Exception {
      if (!getConfig().getBoolean(CRASHING, false)) {
        super.serviceStop();
      }
    }
  }
}
