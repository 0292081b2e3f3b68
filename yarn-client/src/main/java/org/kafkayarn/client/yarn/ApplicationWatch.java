package org.kafkayarn.client.yarn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.client.text.OneLine;

/**
 * Follows one application: what the ResourceManager says of it until its ApplicationMaster serves,
 * then what that says. Tells each change as one line.
 */
public final class ApplicationWatch {
  private static final Duration BETWEEN = Duration.ofMillis(200);
  private static final Duration LONG_POLL = Duration.ofSeconds(2);

  /** YARN starts another ApplicationMaster within some seconds, where there is room for it. */
  public static final Duration AM_STARTS = Duration.ofSeconds(30);

  private final YarnGateway yarn;
  private final ApplicationId id;
  private final AmApi.Opener opener;
  private final Consumer<String> progress;
  private final Pause pause;
  private Optional<AmApi> api = Optional.empty();
  private String apiAddress = "";
  private Optional<AmClient.Answer> last = Optional.empty();

  public ApplicationWatch(
      YarnGateway yarn,
      ApplicationId id,
      AmApi.Opener opener,
      Consumer<String> progress,
      Pause pause) {
    this.yarn = yarn;
    this.id = id;
    this.opener = opener;
    this.progress = progress;
    this.pause = pause;
  }

  /** How a wait ended. */
  public sealed interface Outcome {}

  /** The ApplicationMaster said what was waited for. */
  public record Reached(ApplicationReport report, AmClient.Answer answer) implements Outcome {}

  /** The application has ended. */
  public record Ended(ApplicationReport report) implements Outcome {}

  /** The time was up first. */
  public record TimedOut() implements Outcome {}

  /** Waits until the status is as wanted, the application ends, or the time is up. */
  public Outcome until(Predicate<ClusterStatus> wanted, Optional<Duration> timeout)
      throws IOException {
    return until(wanted, timeout, status -> progress.accept(status.message()));
  }

  /**
   * The same.
   *
   * @param told gets every status that is not the one before
   */
  public Outcome until(
      Predicate<ClusterStatus> wanted, Optional<Duration> timeout, Consumer<ClusterStatus> told)
      throws IOException {
    long started = System.nanoTime();
    while (true) {
      Optional<ApplicationReport> report = report();
      if (report.isPresent()) {
        if (LiveCluster.hasEnded(report.get())) {
          return new Ended(report.get());
        }
        Optional<AmClient.Answer> answer = ask(report.get(), told);
        if (answer.isPresent() && wanted.test(answer.get().status())) {
          return new Reached(report.get(), answer.get());
        }
      }
      if (timeout.isPresent() && System.nanoTime() - started >= timeout.get().toNanos()) {
        return new TimedOut();
      }
    }
  }

  /** The API of the application's ApplicationMaster, if it serves one now. */
  public Optional<AmApi> api(ApplicationReport report) {
    if (report.getYarnApplicationState() != YarnApplicationState.RUNNING
        || report.getRpcPort() <= 0
        || report.getHost() == null
        || report.getHost().equals("N/A")) {
      return Optional.empty();
    }
    String address = report.getHost() + ":" + report.getRpcPort();
    if (!address.equals(apiAddress)) {
      apiAddress = address;
      api = Optional.of(opener.open(report.getHost(), report.getRpcPort()));
      last = Optional.empty();
    }
    return api;
  }

  /**
   * The same, waited for while YARN starts one; empty when none serves after {@link #AM_STARTS}, or
   * ever.
   */
  public Optional<AmApi> awaitApi(ApplicationReport last) throws IOException {
    Optional<ApplicationReport> report = Optional.of(last);
    for (long left = AM_STARTS.toMillis(); left > 0; left -= BETWEEN.toMillis()) {
      if (report.filter(LiveCluster::hasEnded).isPresent()) {
        return Optional.empty();
      }
      Optional<AmApi> serving = report.flatMap(this::api);
      if (serving.isPresent()) {
        return serving;
      }
      report.ifPresent(now -> progress.accept(waiting(now)));
      pause.await(BETWEEN);
      report = report();
    }
    return Optional.empty();
  }

  /** What the ResourceManager says of it now; empty, after a moment, when it does not answer. */
  public Optional<ApplicationReport> report() throws IOException {
    try {
      return Optional.of(yarn.report(id));
    } catch (YarnRefusal | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      progress.accept(
          "the ResourceManager at " + yarn.address() + " does not answer: " + OneLine.of(e));
      pause.await(BETWEEN);
      return Optional.empty();
    }
  }

  private Optional<AmClient.Answer> ask(ApplicationReport report, Consumer<ClusterStatus> told)
      throws IOException {
    Optional<AmApi> serving = api(report);
    if (serving.isEmpty()) {
      progress.accept(waiting(report));
      pause.await(BETWEEN);
      return Optional.empty();
    }
    try {
      Optional<AmClient.Answer> answer =
          serving
              .get()
              .status(last.map(AmClient.Answer::etag).filter(tag -> !tag.isEmpty()), LONG_POLL);
      if (answer.isPresent()) {
        last = answer;
        told.accept(answer.get().status());
      }
      if (last.isPresent() && last.get().etag().isEmpty()) {
        pause.await(BETWEEN); // without a tag there is no long poll
      }
      return last;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      progress.accept(
          "the ApplicationMaster at " + apiAddress + " does not answer: " + OneLine.of(e));
      last = Optional.empty();
      pause.await(BETWEEN);
      return Optional.empty();
    }
  }

  /** What is waited for while there is no ApplicationMaster to say it, and why. */
  public static String waiting(ApplicationReport report) {
    return switch (report.getYarnApplicationState()) {
      case NEW, NEW_SAVING, SUBMITTED ->
          "waiting for the ResourceManager to accept the application";
      case ACCEPTED -> {
        String why = reason(report.getDiagnostics());
        yield "waiting for the ApplicationMaster's container in queue "
            + report.getQueue()
            + (why.isEmpty() ? "" : ": " + why);
      }
      case RUNNING -> "waiting for the ApplicationMaster to serve";
      case FINISHED, FAILED, KILLED -> "the application has ended";
    };
  }

  /**
   * "[Sat Jan 01 00:00:00 +0000 2022] Application is …, reason. Details : AM Partition = …" without
   * the time and the queue's numbers (CapacityScheduler, 3.3.6 to 3.5.0).
   */
  private static String reason(String diagnostics) {
    if (diagnostics == null) {
      return "";
    }
    return OneLine.of(diagnostics)
        .replaceFirst("^\\[[^\\]]*\\] *", "")
        .replaceFirst(" *Details *:.*", "");
  }
}
