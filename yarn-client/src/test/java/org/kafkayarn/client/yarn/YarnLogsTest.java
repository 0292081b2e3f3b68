package org.kafkayarn.client.yarn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class YarnLogsTest {
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
