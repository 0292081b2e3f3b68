package org.kafkayarn.client.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.logaggregation.AggregatedLogFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class YarnLogsTest {
  private static final String APPLICATION = "application_1700000000000_0007";
  private static final String CONTAINER = "container_1700000000000_0007_01_000002";

  @TempDir private Path directory;

  /** Without a ResourceManager, which is as if it had forgotten the application. */
  private Configuration conf() {
    Configuration conf = new YarnConfiguration();
    conf.set("fs.defaultFS", "file:///");
    conf.set(YarnConfiguration.NM_REMOTE_APP_LOG_DIR, directory.resolve("logs").toString());
    conf.set(YarnConfiguration.RM_ADDRESS, "127.0.0.1:1");
    conf.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 1);
    conf.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 1);
    conf.setInt("ipc.client.connect.max.retries", 0);
    conf.setBoolean(YarnConfiguration.TIMELINE_SERVICE_ENABLED, false);
    return conf;
  }

  /** As a NodeManager does it at the application's end. */
  private void aggregate(String file, String content) throws IOException {
    UserGroupInformation user = UserGroupInformation.getCurrentUser();
    Path local = directory.resolve("local");
    Path of = Files.createDirectories(local.resolve(APPLICATION).resolve(CONTAINER));
    Files.writeString(of.resolve(file), content);
    Path remote =
        Files.createDirectories(
            directory
                .resolve("logs")
                .resolve(user.getShortUserName())
                .resolve("logs-tfile")
                .resolve(APPLICATION));
    try (AggregatedLogFormat.LogWriter writer = new AggregatedLogFormat.LogWriter()) {
      writer.initialize(
          conf(), new org.apache.hadoop.fs.Path(remote.resolve("host1_45454").toString()), user);
      writer.writeApplicationOwner(user.getShortUserName());
      writer.writeApplicationACLs(Map.of());
      ContainerId container = ContainerId.fromString(CONTAINER);
      writer.append(
          new AggregatedLogFormat.LogKey(container),
          new AggregatedLogFormat.LogValue(
              List.of(local.toString()), container, user.getShortUserName()));
    }
  }

  @Test
  void whatWasAggregatedIsRead() throws IOException {
    aggregate("server.log", "one\n\ntwo\n");
    assertEquals(
        List.of("one", "", "two"),
        YarnLogs.read(conf(), APPLICATION, CONTAINER, Optional.empty(), "server.log"));
    assertThrows(
        IOException.class,
        () -> YarnLogs.read(conf(), APPLICATION, CONTAINER, Optional.empty(), "other.log"));
  }

  @Test
  void onlyTheContentOfAFileIsKept() {
    assertEquals(
        List.of("one", "", "two"),
        YarnLogs.content(
            List.of(
                "Container: container_1_1_01_000002 on host_45454",
                "LogAggregationType: AGGREGATED",
                "===========",
                "LogType:server.log",
                "LogLength:9",
                "LogContents:",
                "one",
                "",
                "two",
                "End of LogType:server.log",
                "***********")));
    assertEquals(List.of("plain"), YarnLogs.content(List.of("plain")));
  }
}
