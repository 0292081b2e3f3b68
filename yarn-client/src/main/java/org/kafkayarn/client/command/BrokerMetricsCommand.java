package org.kafkayarn.client.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broker metrics}: the numbers that a broker's Kafka and its JVM keep. */
@Command(
    name = "metrics",
    description = "Print the metrics of a broker's Kafka and its JVM, in Prometheus' text format.")
public final class BrokerMetricsCommand implements Callable<Integer> {
  private static final String END = "# EOF";
  private static final String CUT = "# more than";
  private static final Pattern LINE = Pattern.compile("([^{ ]+)(?:\\{(.*)\\})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");

  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "ID", description = "The broker's id.")
  private int id;

  @Mixin private NameOption name;

  @Option(
      names = {"-filter", "--filter"},
      paramLabel = "REGEX",
      description = "Only metrics whose name or labels contain a match.")
  private Optional<String> filter = Optional.empty();

  @Option(
      names = {"-partitions", "--partitions"},
      description = "Also those of each partition, which may be very many.")
  private boolean partitions;

  @Mixin private CommonOptions common;

  public BrokerMetricsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    boolean json = common.isJson();
    Optional<Pattern> wanted = filter.map(BrokerMetricsCommand::pattern);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      RunningCluster cluster =
          RunningCluster.find(surroundings, conf, yarn, name.name(), "start it: kafka-yarn submit");
      String text = cluster.ask(api -> api.files().metrics(id, partitions), "Try again");
      if (!text.stripTrailing().endsWith(END)) {
        throw new CommandFailed("the metrics of broker " + id + " broke off. Try again", List.of());
      }
      text.lines()
          .filter(line -> line.startsWith(CUT))
          .forEach(line -> console.warn(line.substring(2)));
      List<String> lines = text.lines().filter(line -> isWanted(line, wanted)).toList();
      if (json) {
        console.print(AmClient.JSON.writeValueAsString(tree(lines)));
      } else {
        lines.forEach(console::print);
      }
      return 0;
    }
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new UserError("-filter " + text + ": no regular expression: " + e.getDescription(), e);
    }
  }

  /** With a filter, the comments go too. */
  private static boolean isWanted(String line, Optional<Pattern> wanted) {
    return wanted.isEmpty()
        || (!line.startsWith("#")
            && wanted.get().matcher(line.substring(0, line.lastIndexOf(' '))).find());
  }

  private static ArrayNode tree(List<String> lines) {
    ArrayNode metrics = AmClient.JSON.createArrayNode();
    for (String line : lines) {
      Matcher parts = LINE.matcher(line);
      if (line.startsWith("#") || !parts.matches()) {
        continue;
      }
      ObjectNode metric = metrics.addObject();
      metric.put("name", parts.group(1));
      ObjectNode labels = metric.putObject("labels");
      Matcher label = LABEL.matcher(Optional.ofNullable(parts.group(2)).orElse(""));
      while (label.find()) {
        labels.put(label.group(1), plain(label.group(2)));
      }
      putValue(metric, parts.group(3));
    }
    return metrics;
  }

  private static String plain(String escaped) {
    return ESCAPE
        .matcher(escaped)
        .replaceAll(
            found -> Matcher.quoteReplacement(found.group(1).equals("n") ? "\n" : found.group(1)));
  }

  /** JSON has no word for what is not a number: that is a text. */
  private static void putValue(ObjectNode metric, String value) {
    if (value.matches("-?[0-9]+")) {
      metric.put("value", new BigInteger(value));
    } else if (value.matches("NaN|[+-]Inf")) {
      metric.put("value", value);
    } else {
      metric.put("value", Double.parseDouble(value));
    }
  }
}
