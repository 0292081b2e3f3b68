package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.yarn.client.cli.LogsCLI;
import org.apache.hadoop.yarn.webapp.util.WebServiceClient;
import org.kafkayarn.client.text.OneLine;

/**
 * The logs of containers as YARN keeps them, by Hadoop's own {@code yarn logs}: it asks the
 * NodeManager while the application runs, and reads what was aggregated after its end.
 */
final class YarnLogs {
  /** More than the lines that anybody reads take. */
  private static final int BYTES = 1 << 20;

  /** What stands around the content of each file (LogToolUtils, Hadoop 3.3.6 to 3.5.0). */
  private static final String CONTENTS = "LogContents:";

  private static final String END = "End of LogType:";

  private YarnLogs() {}

  /**
   * The end of a log file of a container.
   *
   * @param node host:port of its NodeManager, while that runs
   */
  static List<String> read(
      Configuration conf, String application, String container, Optional<String> node, String file)
      throws IOException {
    Path directory = Files.createTempDirectory("kafka-yarn-logs");
    try {
      // Into files: to its standard output it would write over ours.
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "-applicationId",
                  application,
                  "-appOwner",
                  UserGroupInformation.getCurrentUser().getShortUserName(),
                  "-containerId",
                  container,
                  "-log_files",
                  file,
                  "-size",
                  "-" + BYTES,
                  "-out",
                  directory.toString()));
      node.ifPresent(address -> arguments.addAll(List.of("-nodeAddress", address)));
      run(conf, arguments);
      List<String> lines = new ArrayList<>();
      for (Path found : files(directory)) {
        lines.addAll(content(Files.readAllLines(found)));
      }
      return lines;
    } finally {
      for (Path path : all(directory)) {
        Files.deleteIfExists(path);
      }
    }
  }

  @SuppressWarnings("IllegalCatch")
  private static void run(Configuration conf, List<String> arguments) throws IOException {
    try {
      // As LogsCLI.main does it (Hadoop 3.3.6 to 3.5.0).
      WebServiceClient.initialize(conf);
      Tool tool = new LogsCLI();
      tool.setConf(conf);
      if (tool.run(arguments.toArray(String[]::new)) != 0) {
        throw new IOException("yarn logs found nothing");
      }
    } catch (IOException e) {
      throw e;
    } catch (LinkageError e) {
      throw new IOException("the Hadoop of this host cannot read logs: " + e, e);
    } catch (Exception e) {
      // All that a Tool declares.
      throw new IOException("yarn logs failed: " + OneLine.of(e), e);
    } finally {
      WebServiceClient.destroy();
    }
  }

  /** Without what is not the file's own. */
  static List<String> content(List<String> lines) {
    if (lines.stream().noneMatch(line -> line.startsWith(CONTENTS))) {
      return lines;
    }
    List<String> content = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith(CONTENTS)) {
        inside = true;
      } else if (line.startsWith(END)) {
        inside = false;
        // Before its last line YARN ends the file's, which has mostly an end of its own.
        int last = content.size() - 1;
        if (last >= 0 && content.get(last).isEmpty()) {
          content.remove(last);
        }
      } else if (inside) {
        content.add(line);
      }
    }
    return content;
  }

  private static List<Path> files(Path directory) throws IOException {
    return all(directory).stream().filter(Files::isRegularFile).toList();
  }

  /** What is in a directory first, then the directory. */
  private static List<Path> all(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.sorted(Comparator.reverseOrder()).toList();
    }
  }
}
