package org.kafkayarn.client;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.api.AppAdminClient;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * YARN's own command for clusters, {@code yarn app -launch … -appTypes kafka}: each of its actions
 * is a verb of kafka-yarn, run as {@code yarn jar} runs it.
 *
 * <p>The methods are those of AppAdminClient in Hadoop 3.3.6, 3.4.2 and 3.5.0, which are the same.
 */
public final class YarnAppClient extends AppAdminClient {
  private static final int WRONG_USAGE = 2;

  /** Where GenericOptionsParser (Hadoop 3.3 to 3.5) says that a -D comes from. */
  private static final String COMMAND_LINE = "from command line";

  private final Program program;
  private final PrintStream err;

  /** kafka-yarn, as this class uses it. */
  interface Program {
    /** Runs it before the user's eyes. */
    int run(List<String> arguments) throws IOException, InterruptedException;

    /** Keeps what it prints as its result. */
    Answer ask(List<String> arguments) throws IOException, InterruptedException;
  }

  /** The result of a command that was listened to. */
  static final class Answer {
    private final int exitCode;
    private final String text;

    Answer(int exitCode, String text) {
      this.exitCode = exitCode;
      this.text = text;
    }
  }

  /** For Hadoop, which makes one by its name in the configuration. */
  public YarnAppClient() {
    this(new Child(), System.err);
  }

  YarnAppClient(Program program, PrintStream err) {
    this.program = program;
    this.err = err;
  }

  @Override
  public int actionLaunch(String fileName, String appName, Long lifetime, String queue)
      throws IOException {
    return define(fileName, appName, lifetime, queue, "-detach");
  }

  @Override
  public int actionSave(String fileName, String appName, Long lifetime, String queue)
      throws IOException {
    return define(fileName, appName, lifetime, queue, "-save");
  }

  private int define(String file, String name, Long lifetime, String queue, String how)
      throws IOException {
    if (lifetime != null) {
      return refuse(
          "-updateLifetime "
              + lifetime
              + ": a definition holds no lifetime. Launch it without, then: yarn app -appId ID"
              + " -updateLifetime "
              + lifetime);
    }
    List<String> arguments = new ArrayList<>(Arrays.asList("submit", "-name", name, "-spec", file));
    if (queue != null) {
      arguments.addAll(Arrays.asList("-queue", queue));
    }
    arguments.add(how);
    return run(arguments);
  }

  @Override
  public int actionStart(String appName) throws IOException {
    return run(Arrays.asList("submit", "-name", appName, "-existing", "-detach"));
  }

  @Override
  public int actionStop(String appName) throws IOException {
    return run(Arrays.asList("stop", "-name", appName));
  }

  /** Hadoop's help for it says that all data of the application goes, and it asks nobody. */
  @Override
  public int actionDestroy(String appName) throws IOException {
    return run(Arrays.asList("destroy", "-name", appName, "-yes"));
  }

  @Override
  public int actionFlex(String appName, Map<String, String> componentCounts) throws IOException {
    List<String> arguments = new ArrayList<>(Arrays.asList("spec", "apply", "-name", appName));
    for (Map.Entry<String, String> wanted : componentCounts.entrySet()) {
      String component = wanted.getKey();
      String count = wanted.getValue();
      if (!component.matches("(broker|controller)s?")) {
        return refuse(
            "-component " + component + ": the components of a cluster are broker and controller");
      }
      if (!count.matches("[0-9]+")) {
        return refuse(
            "-component " + component + " " + count + ": say how many there shall be, as 5");
      }
      arguments.add(component.startsWith("broker") ? "-brokers" : "-controllers");
      arguments.add(count);
    }
    return run(arguments);
  }

  @Override
  public String getStatusString(String appIdOrName) throws IOException, YarnException {
    return ask(Arrays.asList("status", "-name", appIdOrName));
  }

  @Override
  public String getInstances(
      String appName, List<String> components, String version, List<String> containerStates)
      throws IOException, YarnException {
    if (components != null || version != null || containerStates != null) {
      throw new YarnException(
          "-components, -version and -states choose nothing in a Kafka cluster. Leave them away:"
              + " all nodes are shown");
    }
    return getStatusString(appName);
  }

  @Override
  public int enableFastLaunch(String destinationFolder) {
    return refuse(
        "-enableFastLaunch: there is nothing to prepare. The first submission uploads what clusters"
            + " run, and later ones find it");
  }

  @Override
  public int initiateUpgrade(String appName, String fileName, boolean autoFinalize) {
    return refuseUpgrade("-initiate", appName);
  }

  @Override
  public int actionUpgradeInstances(String appName, List<String> componentInstances) {
    return refuseUpgrade("-instances", appName);
  }

  @Override
  public int actionUpgradeComponents(String appName, List<String> components) {
    return refuseUpgrade("-components", appName);
  }

  @Override
  public int actionUpgradeExpress(String appName, File fileName) {
    return refuseUpgrade("-express", appName);
  }

  @Override
  public int actionCancelUpgrade(String appName) {
    return refuseUpgrade("-cancel", appName);
  }

  private int refuseUpgrade(String option, String appName) {
    return refuse(
        "-upgrade "
            + appName
            + " "
            + option
            + ": a Kafka cluster is not changed this way. See what would change: kafka-yarn spec diff"
            + " -name "
            + appName
            + " -spec FILE, then: kafka-yarn spec apply");
  }

  @Override
  public int actionDecommissionInstances(String appName, List<String> componentInstances) {
    return refuse(
        "-decommission "
            + appName
            + ": brokers go when their replicas have been moved away: kafka-yarn broker remove -name "
            + appName
            + " ID");
  }

  /**
   * Called in the ResourceManager, for every application that ends, where its configuration has our
   * key (RMAppImpl, Hadoop 3.3 to 3.5): definition and data stay until they are destroyed.
   */
  @Override
  public int actionCleanUp(String appName, String userName) {
    return 0;
  }

  private int refuse(String line) {
    err.println("Error: " + line);
    return WRONG_USAGE;
  }

  private int run(List<String> arguments) throws IOException {
    try {
      return program.run(withSettings(arguments));
    } catch (ProgramProcess.Refused e) {
      err.println("Error: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** A failure is thrown: that is how {@code yarn app} shows a line and ends with an error. */
  private String ask(List<String> arguments) throws IOException, YarnException {
    try {
      Answer answer = program.ask(withSettings(arguments));
      String text = answer.text.trim();
      if (answer.exitCode != 0) {
        throw new YarnException(
            text.isEmpty() ? "kafka-yarn ended with exit code " + answer.exitCode : text);
      }
      return text;
    } catch (ProgramProcess.Refused e) {
      throw new YarnException("Error: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    IOException interrupted = new InterruptedIOException("interrupted while kafka-yarn ran");
    interrupted.initCause(e);
    return interrupted;
  }

  /** What {@code yarn app -D} has set is in no file that the program could read. */
  private List<String> withSettings(List<String> arguments) {
    List<String> all = new ArrayList<>(arguments);
    Configuration conf = getConfig();
    for (Map.Entry<String, String> setting : conf) {
      String[] sources = conf.getPropertySources(setting.getKey());
      if (sources != null
          && sources.length > 0
          && COMMAND_LINE.equals(sources[sources.length - 1])) {
        all.add("-D" + setting.getKey() + "=" + setting.getValue());
      }
    }
    return all;
  }

  /** kafka-yarn in a process of its own. */
  private static final class Child implements Program {
    @Override
    public int run(List<String> arguments) throws IOException, InterruptedException {
      return ProgramProcess.await(ProgramProcess.of(arguments.toArray(new String[0])).start());
    }

    @Override
    public Answer ask(List<String> arguments) throws IOException, InterruptedException {
      Process child =
          ProgramProcess.of(arguments.toArray(new String[0]))
              .redirectOutput(ProcessBuilder.Redirect.PIPE)
              .start();
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      InputStream in = child.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        text.write(buffer, 0, n);
      }
      // The child writes in the same encoding: that of the user's terminal.
      String said = new String(text.toByteArray(), Charset.defaultCharset());
      return new Answer(ProgramProcess.await(child), said);
    }
  }
}
