package org.kafkayarn.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.ClusterSpec;
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
  private static final Path OPTIONS = ROOT.resolve("docs/options.md");

  private static CommandLine parser() {
    PrintStream none = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return CommandLineRun.parser(Surroundings.real(new Console(none, none)));
  }

  /** The tables of all verbs' options. */
  private static String tables() {
    StringBuilder text = new StringBuilder("# The options of kafka-yarn\n");
    text.append("\nWritten by `DocumentationTest`; every option works with one dash or two.\n");
    for (String verb : List.of("submit", "status", "stop", "client-config")) {
      text.append("\n## `").append(verb).append("`\n\n| option | meaning |\n|---|---|\n");
      for (OptionSpec option : parser().getSubcommands().get(verb).getCommandSpec().options()) {
        if (!option.usageHelp()) {
          text.append(row(option));
        }
      }
    }
    return text.toString();
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
  void theOptionsTableIsWhatTheProgramTakes() throws IOException {
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(OPTIONS, tables());
    }
    assertEquals(tables(), Files.readString(OPTIONS), "write it anew: -Ddocs.write=true");
  }

  @Test
  void everyKeyOfASpecIsAnOptionOfSubmit() {
    Set<String> options =
        parser().getSubcommands().get("submit").getCommandSpec().options().stream()
            .flatMap(option -> Arrays.stream(option.names()))
            .collect(Collectors.toSet());
    for (SpecKey<?> key : SpecKey.all()) {
      assertTrue(options.contains("-" + key.name()), "-" + key.name());
      assertTrue(options.contains("--" + key.name()), "--" + key.name());
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
}
