package org.kafkayarn.client.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.UserError;

/** Writes the settings of an embedded YARN as a Hadoop configuration directory. */
final class ConfFiles {
  /** For clients; an ApplicationMaster brings its own. */
  private static final String LOG4J =
      """
      hadoop.root.logger=WARN,console
      log4j.rootLogger=${hadoop.root.logger}
      log4j.appender.console=org.apache.log4j.ConsoleAppender
      log4j.appender.console.target=System.err
      log4j.appender.console.layout=org.apache.log4j.PatternLayout
      log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n
      log4j.logger.org.apache.hadoop.util.NativeCodeLoader=ERROR
      """;

  private ConfFiles() {}

  static void write(Path dir, YarnSettings settings) {
    try {
      Files.createDirectories(dir);
      writeXml(dir.resolve("core-site.xml"), settings.core());
      writeXml(dir.resolve("yarn-site.xml"), settings.yarn());
      Files.writeString(dir.resolve("topology.table"), settings.topologyTable());
      Files.writeString(dir.resolve("log4j.properties"), LOG4J);
    } catch (IOException e) {
      throw new UserError("Cannot write Hadoop's configuration to " + dir + ": " + e, e);
    }
  }

  private static void writeXml(Path file, Map<String, String> settings) throws IOException {
    Configuration conf = new Configuration(false);
    new TreeMap<>(settings).forEach(conf::set);
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }
}
