package org.kafkayarn.client.command;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.client.yarn.AmClient;
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

  /** What is asked of the cluster. */
  interface Question<T> {
    T of(RunningCluster cluster) throws IOException;
  }

  /** An answer as a person reads it. */
  interface Text<T> {
    List<String> of(T answer) throws IOException;
  }

  /** Prints the answer: the whole of it as JSON, or as text. */
  <T> int show(Surroundings surroundings, Question<T> question, Text<T> text) throws IOException {
    return run(
        surroundings,
        (cluster, json) -> {
          T answer = question.of(cluster);
          (json ? List.of(AmClient.JSON.writeValueAsString(answer)) : text.of(answer))
              .forEach(surroundings.console()::print);
          return 0;
        });
  }
}
