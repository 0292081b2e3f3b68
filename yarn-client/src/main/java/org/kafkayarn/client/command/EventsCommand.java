package org.kafkayarn.client.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.EventFollower;
import org.kafkayarn.client.yarn.YarnGateway;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}: what has happened to the cluster and why, also when it does not run. */
@Command(
    name = "events",
    description = {
      "Show what has happened to the cluster, and why: every decision and every change.",
      "They survive the ApplicationMaster and the application."
    })
public final class EventsCommand implements Callable<Integer> {
  private static final int DEFAULT_LINES = 50;

  private final Surroundings surroundings;
  private final Console console;
  @Mixin private NameOption name;

  @Option(
      names = {"-follow", "--follow"},
      description = "Go on with new events until the application ends.")
  private boolean follow;

  @Option(
      names = {"-lines", "--lines"},
      paramLabel = "N",
      description = "Show the last N events (default: 50; with -since: all).")
  private Integer lines;

  @Option(
      names = {"-node", "--node"},
      paramLabel = "ID",
      description = "Only events of this node.")
  private Integer node;

  @Option(
      names = {"-since", "--since"},
      paramLabel = "DURATION",
      description = "Only events of the last 90s, 5m or 2h.")
  private String since;

  @Mixin private CommonOptions common;

  public EventsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    int most = Optional.ofNullable(lines).orElse(since == null ? DEFAULT_LINES : Chronicle.KEPT);
    if (most < 0) {
      throw new UserError("-lines " + most + ": a number from 0 on");
    }
    Optional<Instant> from =
        Optional.ofNullable(since)
            .map(text -> Instant.now().minus(Durations.parse("-since", text)));
    EventPrinter printer =
        new EventPrinter(console, common.isJson(), Optional.ofNullable(node), from);
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterFinder finder = new ClusterFinder(conf, yarn, name.name());
      Optional<ApplicationReport> live = finder.live();
      ClusterHome home = finder.home();
      if (live.isEmpty()) {
        printer.last(home.events().read(), most);
        return 0;
      }
      String token = finder.token();
      ApplicationWatch watch = surroundings.watch(yarn, live.get().getApplicationId(), token);
      List<ClusterEvent> first = now(watch, live.get(), home, most);
      printer.last(first, most);
      if (follow) {
        long seen = first.isEmpty() ? 0 : first.get(first.size() - 1).sequence();
        new EventFollower(
                watch, console::progress, surroundings.pause(), () -> home.events().read())
            .follow(seen, printer::print);
      }
    }
    return 0;
  }

  /** From the ApplicationMaster, or, while there is none, as the last one has left them. */
  private List<ClusterEvent> now(
      ApplicationWatch watch, ApplicationReport live, ClusterHome home, int most)
      throws IOException {
    Optional<AmApi> api = watch.api(live);
    if (api.isPresent()) {
      boolean all = node != null || since != null;
      try {
        return api.get()
            .events(OptionalLong.empty(), all ? Chronicle.KEPT : Math.max(1, most), Duration.ZERO);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        console.progress("the ApplicationMaster does not answer: " + OneLine.of(e));
      }
    }
    return home.events().read();
  }
}
