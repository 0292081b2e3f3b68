package org.kafkayarn.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.yarn.api.records.NodeAttribute;
import org.apache.hadoop.yarn.api.records.NodeAttributeType;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeGroup;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.client.CommandLineRun;
import org.kafkayarn.client.text.Console;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is documented is what there is, both ways. */
class DocumentationTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Path README = ROOT.resolve("README.md");
  private static final String BEGIN = "<!-- options -->\n";
  private static final String END = "<!-- end of options -->\n";

  private static CommandLine parser() {
    PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return CommandLineRun.parser(Surroundings.real(new Console(none, none)));
  }

  /** Submit has most of the options; of the other verbs only what differs is told. */
  private static String tables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `submit`\n\n").append(table(options("submit")));
    text.append("\n### `local`\n\nTakes every option of `submit`, and these:\n\n");
    text.append(table(withoutThoseOf("submit", "local")));
    text.append("\n### `status`, `client-config`, `stop`, `events`\n\n")
        .append(table(options("status")));
    assertEquals(List.of(), withoutThoseOf("status", "client-config"));
    text.append("\n`stop` takes these too:\n\n").append(table(withoutThoseOf("status", "stop")));
    text.append("\n`events` takes these too:\n\n")
        .append(table(withoutThoseOf("status", "events")));
    text.append("\n### `recover`\n\n").append(table(options("recover")));
    text.append("\n### `spec get`, `spec diff`, `spec apply`, `spec history`, `spec rollback`\n\n")
        .append(
            "`spec diff` and `spec apply` take the options of `submit` that say what is wanted.")
        .append(" `spec get` takes these:\n\n")
        .append(table(options("spec", "get")));
    assertEquals(List.of(), withoutThoseOf("submit", "spec", "diff"));
    assertEquals(List.of(), withoutThoseOf("submit", "spec", "apply"));
    assertEquals(List.of(), withoutThoseOf("status", "spec", "history"));
    text.append(
            "\n`spec history` takes the options of `status`, and `spec rollback` these too:\n\n")
        .append(table(withoutThoseOf("status", "spec", "rollback")));
    text.append("\n### `metadata show`, `metadata upgrade`\n\n")
        .append("Both take the options of `status`; `metadata upgrade` takes these too:\n\n")
        .append(table(withoutThoseOf("status", "metadata", "upgrade")));
    assertEquals(List.of(), withoutThoseOf("status", "metadata", "show"));
    text.append("\n### `upgrade`\n\nTakes the options of `status`, and these:\n\n")
        .append(table(withoutThoseOf("status", "upgrade")));
    return text.append(brokerTables())
        .append(topicTables())
        .append(quotaTables())
        .append(taskTables())
        .append(operationTables())
        .append(dataTables())
        .append("\n")
        .toString();
  }

  private static String brokerTables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `broker`, `controller`\n\n`broker log ID` takes these:\n\n")
        .append(table(options("broker", "log")));
    text.append("\nThe others take the options of `status`, and these:\n");
    assertEquals(List.of(), withoutThoseOf("status", "broker", "list"));
    assertEquals(List.of(), withoutThoseOf("status", "controller", "list"));
    for (String verb :
        List.of(
            "metrics ID",
            "config ID",
            "restart BROKERS",
            "stop BROKERS",
            "start BROKERS",
            "add IDS",
            "remove BROKERS",
            "update")) {
      text.append("\n`broker %s`:\n\n".formatted(verb))
          .append(table(withoutThoseOf("status", "broker", verb.replaceFirst(" .*", ""))));
    }
    return text.toString();
  }

  private static String topicTables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `topic`\n\n")
        .append(
            "All of them take the options of `status`; `topic list` and `topic partitions` take")
        .append(" no more.\n");
    assertEquals(List.of(), withoutThoseOf("status", "topic", "list"));
    assertEquals(List.of(), withoutThoseOf("status", "topic", "partitions"));
    for (String verb :
        List.of(
            "add NAMES", "update TOPICS", "delete TOPICS", "elect TOPICS", "rebalance [TOPICS]")) {
      text.append("\n`topic %s`:\n\n".formatted(verb))
          .append(table(withoutThoseOf("status", "topic", verb.replaceFirst(" .*", ""))));
    }
    assertEquals(
        table(withoutThoseOf("status", "topic", "rebalance")),
        table(withoutThoseOf("status", "topic", "realign")));
    return text.append("\n`topic realign [TOPICS]` takes the same.\n").toString();
  }

  private static String taskTables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `task`\n\n`task log NAME[/INDEX]` takes these:\n\n")
        .append(table(options("task", "log")));
    text.append("\nThe others take the options of `status`; `task list` takes no more.\n");
    assertEquals(List.of(), withoutThoseOf("status", "task", "list"));
    for (String verb : List.of("add NAME", "scale NAME", "restart NAME", "wait NAME")) {
      text.append("\n`task %s`:\n\n".formatted(verb))
          .append(table(withoutThoseOf("status", "task", verb.replaceFirst(" .*", ""))));
    }
    assertEquals(
        table(withoutThoseOf("status", "task", "add")),
        table(withoutThoseOf("status", "task", "update")));
    assertEquals(
        table(withoutThoseOf("status", "task", "restart")),
        table(withoutThoseOf("status", "task", "remove")));
    return text.append(
            "\n"
                + "`task update NAME` takes the same as `task add`, and `task remove NAME` as `task"
                + " restart`.\n")
        .toString();
  }

  private static String quotaTables() {
    String changes = table(without(options("quota", "list"), "quota", "set"));
    assertEquals(changes, table(without(options("quota", "list"), "quota", "remove")));
    StringBuilder text = new StringBuilder();
    text.append("\n### `quota list`, `quota set KEY=VALUE …`, `quota remove [KEY …]`\n\n")
        .append("All of them take the options of `status`, and these:\n\n")
        .append(table(withoutThoseOf("status", "quota", "list")));
    return text.append("\n`quota set` and `quota remove` take this too:\n\n")
        .append(changes)
        .toString();
  }

  private static String operationTables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `operation`, `completion`\n\n")
        .append(
            "All `operation` verbs take the options of `status`; `operation list` and `operation")
        .append(" pause N` take no more, and `completion` takes none.\n");
    assertEquals(List.of(), withoutThoseOf("status", "operation", "list"));
    assertEquals(List.of(), withoutThoseOf("status", "operation", "pause"));
    assertEquals(List.of(), options("completion"));
    for (String verb : List.of("follow", "resume", "abort")) {
      text.append("\n`operation %s N`:\n\n".formatted(verb))
          .append(table(withoutThoseOf("status", "operation", verb)));
    }
    return text.toString();
  }

  private static String dataTables() {
    StringBuilder text = new StringBuilder();
    text.append("\n### `data list`, `data purge`, `data export`, `data restore`, `destroy`\n\n")
        .append("All of them take `-D` and `-verbose`; all but `data restore` take `-name`. ")
        .append("`data list` takes these, and so do `data purge` and `destroy`:\n\n")
        .append(table(options("data", "list")));
    text.append("\n`data purge` takes these too:\n\n")
        .append(table(without(options("data", "list"), "data", "purge")));
    text.append("\n`data restore FILE` takes this too (`data export FILE` takes no more):\n\n")
        .append(table(without(options("data", "list"), "data", "restore")));
    assertEquals(List.of(), without(options("data", "list"), "data", "export"));
    return text.append("\n`destroy` takes these too:\n\n")
        .append(table(without(options("data", "list"), "destroy")))
        .toString();
  }

  private static List<OptionSpec> without(List<OptionSpec> base, String... verb) {
    Set<String> known = base.stream().map(option -> option.names()[0]).collect(Collectors.toSet());
    return options(verb).stream().filter(option -> !known.contains(option.names()[0])).toList();
  }

  private static List<OptionSpec> options(String... verbs) {
    CommandLine line = parser();
    for (String verb : verbs) {
      line = line.getSubcommands().get(verb);
    }
    return line.getCommandSpec().options().stream().filter(option -> !option.usageHelp()).toList();
  }

  private static List<OptionSpec> withoutThoseOf(String base, String... verb) {
    Set<String> known =
        options(base).stream().map(option -> option.names()[0]).collect(Collectors.toSet());
    return options(verb).stream().filter(option -> !known.contains(option.names()[0])).toList();
  }

  private static String table(List<OptionSpec> options) {
    return options.stream()
        .map(DocumentationTest::row)
        .collect(Collectors.joining("", "| option | meaning |\n|---|---|\n", ""));
  }

  private static String row(OptionSpec option) {
    String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
    return "| `%s%s` | %s |\n"
        .formatted(
            option.names()[0],
            label.replace("|", "\\|"),
            String.join(" ", option.description()).replace("|", "\\|"));
  }

  @Test
  void theReadmeHasTheOptionsThatTheProgramTakes() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(README, readme.substring(0, begin) + tables() + readme.substring(end));
      return;
    }
    assertEquals(tables(), readme.substring(begin, end), "write it anew: -Ddocs.write=true");
  }

  @Test
  void everyKeyOfASpecIsAnOptionOfSubmit() {
    Set<String> options =
        parser().getSubcommands().get("submit").getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.toSet());
    for (SpecKey<?> key : SpecKey.all()) {
      boolean wanted = !SpecKey.FILE_ONLY.contains(key);
      assertEquals(wanted, options.contains("-" + key.name()), "-" + key.name());
      assertEquals(wanted, options.contains("--" + key.name()), "--" + key.name());
    }
  }

  @Test
  void theSampleHoldsEveryKeyAndNoOther(@TempDir Path directory) throws IOException {
    String sample = Files.readString(ROOT.resolve("conf/kafka-cluster.yaml"));
    Set<String> keys =
        sample
            .lines()
            .filter(line -> line.matches("[a-z-]+:.*"))
            .map(line -> line.substring(0, line.indexOf(':')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        SpecKey.all().stream().map(SpecKey::name).collect(Collectors.toCollection(TreeSet::new)),
        keys);
    ClusterSpec spec = SpecRules.complete(SpecFile.read(sample, "sample"), 1, "hdfs:///k.tar");
    assertEquals(3, spec.brokers());
    assertEquals(2048, spec.memoryMb());
    ClientFixture client = new ClientFixture(directory);
    assertEquals(
        0,
        client.run("-spec", ROOT.resolve("conf/kafka-cluster.yaml").toString()),
        () -> client.err);
  }

  @Test
  void theSampleWithGroupsIsOneThatCanBeSubmitted(@TempDir Path directory) throws IOException {
    String sample = ROOT.resolve("conf/samples/groups.yaml").toString();
    ClientFixture client = new ClientFixture(directory);
    client.yarn.nodes.clear();
    for (int rack = 1; rack <= 3; rack++) {
      for (int host = 1; host <= 3; host++) {
        NodeReport node = FakeYarn.node("r" + rack + "h" + host, "/r" + rack);
        String disk = host == 1 ? "ssd" : "hdd";
        node.setNodeAttributes(
            Set.of(NodeAttribute.newInstance("disk", NodeAttributeType.STRING, disk)));
        client.yarn.nodes.add(node);
      }
    }
    assertEquals(0, client.run("-spec", sample, "-dry-run"), () -> client.err);
    assertFalse(client.err.contains("Warning"), () -> client.err);
    ClusterSpec spec = SpecRules.complete(SpecFile.read(client.out, "dry run"), 1, "hdfs:///k.tar");
    assertEquals(9, spec.nodes().size());
    assertEquals(6, spec.brokers());
    assertEquals(
        Set.of("controllers", "fast", "archive"),
        spec.groups().stream().map(NodeGroup::name).collect(Collectors.toSet()));
    String fast = "3 containers of 4096m and 2 vcores: Kafka nodes of group fast";
    assertTrue(client.out.contains(fast), client.out);
  }
}
