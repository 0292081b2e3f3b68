package org.kafkayarn.am.yarn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.launcher.contract.ControlProtocol;
import org.kafkayarn.launcher.contract.LaunchEnvironment;
import org.kafkayarn.launcher.contract.LaunchSpec;
import org.kafkayarn.launcher.contract.MemoryFootprint;
import org.kafkayarn.launcher.contract.ShellQuoting;

/**
 * Makes a YARN container of a launch: files to localize, environment, command. All resources are
 * private to the submitting user and kept by the NodeManager from one application to the next.
 */
public final class LaunchContexts {
  /** What is localized for every node, by the name that the container sees. */
  private final Map<String, LocalResource> shared = new HashMap<>();

  /** Each Kafka distribution once, by its archive; groups of nodes may have their own. */
  private final Map<URI, LocalResource> kafkas = new ConcurrentHashMap<>();

  private final Configuration conf;
  private final ClusterHome home;

  /** Variables of every container beside those of its launch. */
  private final Map<String, String> extra;

  /**
   * @param extra variables of every container
   * @param files the files that every container gets, by name there
   * @param archives those that are unpacked to a folder of that name
   */
  public LaunchContexts(
      Configuration conf,
      ClusterHome home,
      Map<String, String> extra,
      Map<String, URI> files,
      Map<String, URI> archives)
      throws IOException {
    this.extra = Map.copyOf(extra);
    this.conf = conf;
    this.home = home;
    for (Map.Entry<String, URI> file : files.entrySet()) {
      shared.put(file.getKey(), resource(new Path(file.getValue()), LocalResourceType.FILE));
    }
    for (Map.Entry<String, URI> archive : archives.entrySet()) {
      shared.put(
          archive.getKey(), resource(new Path(archive.getValue()), LocalResourceType.ARCHIVE));
    }
  }

  ContainerLaunchContext of(LaunchSpec spec) throws IOException {
    home.secrets().nodeToken(spec.nodeId());
    Map<String, LocalResource> resources = new HashMap<>(shared);
    resources.put(spec.kafkaDir(), kafka(spec));
    resources.put(
        ControlProtocol.TOKEN_FILE,
        resource(home.secrets().nodeTokenPath(spec.nodeId()), LocalResourceType.FILE));
    Map<String, String> environment =
        LaunchEnvironment.toMap(spec).entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> ShellQuoting.environmentValue(entry.getValue()),
                    (first, second) -> second,
                    HashMap::new));
    environment.putAll(extra);
    return ContainerLaunchContext.newInstance(
        resources, environment, List.of(command()), null, tokens(), null);
  }

  /**
   * The distribution that the launch tells as its own: what is wanted may have changed since it was
   * planned, and a node that ran another archive than it says would never be restarted for it.
   */
  private LocalResource kafka(LaunchSpec spec) throws IOException {
    if (!spec.origin().isKnown()) {
      throw new IOException("no Kafka archive is known for node " + spec.nodeId());
    }
    URI archive = URI.create(spec.origin().kafka());
    LocalResource known = kafkas.get(archive);
    if (known == null) {
      known = resource(new Path(archive), LocalResourceType.ARCHIVE);
      kafkas.put(archive, known);
    }
    return known;
  }

  /** {@code exec} to the end, so that Java is the process group's leader and gets its signals. */
  private static String command() {
    return "exec bash java17.sh "
        + String.join(" ", MemoryFootprint.launcherJvmOptions())
        + " -cp kafka-yarn.jar org.kafkayarn.launcher.Launcher 1>"
        + ApplicationConstants.LOG_DIR_EXPANSION_VAR
        + "/stdout 2>"
        + ApplicationConstants.LOG_DIR_EXPANSION_VAR
        + "/stderr";
  }

  private LocalResource resource(Path path, LocalResourceType type) throws IOException {
    return resource(conf, path, type);
  }

  static LocalResource resource(Configuration conf, Path path, LocalResourceType type)
      throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    FileStatus status = fs.getFileStatus(path);
    return LocalResource.newInstance(
        URL.fromPath(fs.makeQualified(path)),
        type,
        LocalResourceVisibility.PRIVATE,
        status.getLen(),
        status.getModificationTime());
  }

  static ByteBuffer tokens() {
    try {
      Credentials credentials = UserGroupInformation.getCurrentUser().getCredentials();
      DataOutputBuffer buffer = new DataOutputBuffer();
      credentials.writeTokenStorageToStream(buffer);
      return ByteBuffer.wrap(buffer.getData(), 0, buffer.getLength());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
