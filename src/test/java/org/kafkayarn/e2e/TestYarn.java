package org.kafkayarn.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.kafkayarn.client.local.EmbeddedYarn;
import org.kafkayarn.client.local.EmbeddedYarnOptions;

/**
 * A YARN of a test's own, with what is needed to operate clusters on it.
 *
 * @param client of its ResourceManager
 */
record TestYarn(EmbeddedYarn embedded, Cli cli, YarnClient client) implements AutoCloseable {
  /**
   * @param root holds all its files, and the output of commands
   * @param size of it, and what else is not the default
   */
  static TestYarn start(Path root, UnaryOperator<EmbeddedYarnOptions> size) {
    EmbeddedYarnOptions options = EmbeddedYarnOptions.in(root.resolve("yarn"), Cli.hadoopJars());
    EmbeddedYarn embedded = size.apply(options).start();
    YarnClient client = YarnClient.createYarnClient();
    client.init(embedded.configuration());
    client.start();
    return new TestYarn(embedded, new Cli(embedded.confDir(), root), client);
  }

  /** The names of its hosts, one a NodeManager, in their order. */
  List<String> hosts() {
    return embedded.hosts();
  }

  /** The last application of that name. */
  WatchedCluster cluster(String name) throws Exception {
    return WatchedCluster.last(client, embedded.resourceManagerUrl(), name);
  }

  @Override
  public void close() {
    client.stop();
    embedded.close();
  }
}
