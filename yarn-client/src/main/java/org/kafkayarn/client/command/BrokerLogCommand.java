package org.kafkayarn.client.command;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.client.text.Bytes;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.text.Table;
import org.kafkayarn.client.yarn.AmApi;
import org.kafkayarn.client.yarn.ApiRefusal;
import org.kafkayarn.client.yarn.ApplicationWatch;
import org.kafkayarn.client.yarn.BrokerFiles;
import org.kafkayarn.client.yarn.LiveCluster;
import org.kafkayarn.client.yarn.YarnGateway;
import org.kafkayarn.launcher.contract.LogSlice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code broker log}: a log of a broker, from its launcher, or else from YARN. */
@Command(
    name = "log",
    description = {
      "Print the end of a broker's log, or follow it.",
      "When its launcher does not run, YARN's copy of the log of its last container is read."
    })
public final class BrokerLogCommand implements Callable<Integer> {
  private static final Duration LONG_POLL = Duration.ofSeconds(10);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Surroundings surroundings;
  private final Console console;

  @Parameters(paramLabel = "ID", description = "The broker's id.")
  private int id;

  @Mixin private NameOption name;

  @Option(
      names = {"-file", "--file"},
      paramLabel = "NAME",
      description =
          "Which file: server.log (default), controller.log, kafka.out, stderr (the launcher's) …")
  private String file = "server.log";

  @Mixin private LogOptions log;

  @Option(
      names = {"-files", "--files"},
      description = "Print which files there are instead.")
  private boolean files;

  @Mixin private HadoopOptions common;

  public BrokerLogCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.console = surroundings.console();
  }

  @Override
  public Integer call() throws IOException {
    Configuration conf = surroundings.checkedConfiguration(common);
    int lines = log.lines();
    try (YarnGateway yarn = surroundings.yarn().apply(conf)) {
      ClusterFinder finder = new ClusterFinder(conf, yarn, name.name());
      Optional<ApplicationReport> live = finder.live();
      FinishedLog finished = new FinishedLog(yarn, finder.home(), console);
      if (live.isEmpty()) {
        refuseFiles("cluster " + name.name() + " is not running");
        finished.print(
            finder.last(), "cluster " + name.name() + " is not running", id, file, lines);
        return 0;
      }
      String token = finder.token();
      ApplicationWatch watch = surroundings.watch(yarn, live.get().getApplicationId(), token);
      return print(watch, live.get(), finished);
    }
  }

  private void refuseFiles(String why) {
    if (files) {
      throw new CommandFailed(why + ": its log files are not known", List.of());
    }
  }

  private int print(ApplicationWatch watch, ApplicationReport live, FinishedLog finished)
      throws IOException {
    Optional<AmApi> api = watch.api(live);
    String trouble = ApplicationWatch.waiting(live);
    if (api.isPresent()) {
      try {
        return print(watch, api.get().files());
      } catch (ApiRefusal e) {
        if (e.isMistake()) {
          throw new UserError(e.getMessage(), e);
        }
        if (!e.isForNow()) {
          throw new CommandFailed(e.getMessage(), e);
        }
        trouble = e.getMessage();
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        trouble = "the ApplicationMaster does not answer: " + OneLine.of(e);
      }
    }
    refuseFiles(trouble);
    finished.print(Optional.of(live), trouble, id, file, log.lines());
    if (log.follow()) {
      follow(watch, Optional.empty());
    }
    return 0;
  }

  private int print(ApplicationWatch watch, BrokerFiles api) throws IOException {
    if (files) {
      Table table = new Table("file", "size", "written");
      api.logs(id)
          .forEach(f -> table.row(f.name(), Bytes.show(f.bytes()), f.modified().toString()));
      table.lines().forEach(console::print);
      return 0;
    }
    LogSlice last = api.log(id, file, log.lines());
    console.write(last.text());
    if (log.follow()) {
      follow(watch, Optional.of(last));
    } else if (!last.text().isEmpty() && !last.text().endsWith("\n")) {
      console.print("");
    }
    return 0;
  }

  /**
   * Until the application ends. A broker that starts in another container has another log, which is
   * then read from its beginning.
   *
   * @param from what was printed; absent: the next log is printed from its beginning
   */
  private void follow(ApplicationWatch watch, Optional<LogSlice> from) throws IOException {
    String next = from.map(LogSlice::next).orElse(LogSlice.BEGINNING);
    while (true) {
      Optional<ApplicationReport> report = watch.report();
      if (report.isPresent() && LiveCluster.hasEnded(report.get())) {
        console.progress("the application has ended");
        return;
      }
      Optional<AmApi> api = report.flatMap(watch::api);
      if (api.isEmpty()) {
        surroundings.pause().await(BETWEEN);
        continue;
      }
      try {
        LogSlice slice = api.get().files().logAfter(id, file, next, LONG_POLL);
        if (slice.gap() && !next.equals(LogSlice.BEGINNING)) {
          console.progress("here another log begins, or lines are missing");
        }
        console.write(slice.text());
        next = slice.next();
        if (slice.text().isEmpty()) {
          surroundings.pause().await(BETWEEN); // the ApplicationMaster lets only a few wait at once
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (e instanceof ApiRefusal refusal && refusal.isMistake()) {
          throw new UserError(e.getMessage(), e);
        }
        console.progress(OneLine.of(e));
        surroundings.pause().await(BETWEEN);
      }
    }
  }
}
