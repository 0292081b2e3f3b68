package org.kafkayarn.client.command;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Mixin;

/** The options of verbs that ask the ApplicationMaster of a running cluster. */
final class ClusterOptions {
  @Mixin private NameOption name;
  @Mixin private CommonOptions common;

  /** What a verb does with the cluster; its result is the exit code. */
  interface Work {
    int with(RunningCluster cluster, boolean json) throws IOException;
  }

  String name() {
    return name.name();
  }

  /** The same for a verb that also works with files. */
  interface ConfiguredWork {
    int with(RunningCluster cluster, Configuration conf, boolean json) throws IOException;
  }

  int run(Surroundings surroundings, Work work) throws IOException {
    return run(surroundings, (cluster, conf, json) -> work.with(cluster, json));
  }

  int run(Surroundings surroundings, ConfiguredWork work) throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      return work.with(
          RunningCluster.find(
              surroundings,
              conf,
              yarn,
              name.name(),
              "start it: kafka-yarn submit -name " + name.name()),
          conf,
          json);
    }
  }
}
