package org.kafkayarn.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Kafka's log4j2 configuration: the files of Kafka's own one, rolled and bounded to about 500 MB in
 * all, since YARN does not bound them and keeps them on the disks of the data.
 */
final class KafkaLogging {
  static final String CONFIG = "log4j2.xml";
  static final String SERVER_LOG = "server.log";
  private static final String PATTERN = "[%d] %p %m (%c)%n";

  /** A log file of its own for some loggers; without any, the root logger's. */
  private record LogFile(
      String name, int megabytes, int older, String level, List<String> loggers) {}

  private static final List<LogFile> FILES =
      List.of(
          new LogFile(SERVER_LOG, 20, 9, "INFO", List.of()),
          new LogFile(
              "controller.log",
              20,
              4,
              "INFO",
              List.of("org.apache.kafka.controller", "kafka.controller")),
          new LogFile("state-change.log", 20, 4, "INFO", List.of("state.change.logger")),
          new LogFile(
              "log-cleaner.log",
              10,
              1,
              "INFO",
              List.of(
                  "org.apache.kafka.storage.internals.log.LogCleaner",
                  "org.apache.kafka.storage.internals.log.LogCleaner$CleanerThread",
                  "org.apache.kafka.storage.internals.log.Cleaner")),
          new LogFile(
              "kafka-request.log",
              10,
              1,
              "WARN",
              List.of("kafka.request.logger", "kafka.network.RequestChannel$")),
          new LogFile("kafka-authorizer.log", 10, 3, "INFO", List.of("kafka.authorizer.logger")));

  private KafkaLogging() {}

  static Path write(Path logDir) throws IOException {
    List<String> appenders = new ArrayList<>();
    List<String> loggers = new ArrayList<>();
    for (LogFile file : FILES) {
      appenders.add(appender(file));
      for (String logger : file.loggers()) {
        loggers.add(
            "    <Logger name=\"%s\" level=\"%s\" additivity=\"false\"><AppenderRef ref=\"%s\"/></Logger>"
                .formatted(logger, file.level(), file.name()));
      }
    }
    // log4j2's own shutdown hook would end the logs before Kafka's hook has told of its shutdown.
    String text =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Configuration status="WARN" shutdownHook="disable">
          <Appenders>
        %s
          </Appenders>
          <Loggers>
            <Root level="INFO"><AppenderRef ref="server.log"/></Root>
        %s
          </Loggers>
        </Configuration>
        """
            .formatted(String.join("\n", appenders), String.join("\n", loggers));
    return Files.writeString(logDir.resolve(CONFIG), text);
  }

  private static String appender(LogFile file) {
    String path = "${sys:kafka.logs.dir}/" + file.name();
    return """
            <RollingFile name="%s" fileName="%s" filePattern="%s.%%i">
              <PatternLayout pattern="%s"/>
              <SizeBasedTriggeringPolicy size="%d MB"/>
              <DefaultRolloverStrategy max="%d"/>
            </RollingFile>"""
        .formatted(file.name(), path, path, PATTERN, file.megabytes(), file.older());
  }
}
