package org.kafkayarn.client.submit;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationTimeout;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.kafkayarn.am.spec.ClusterName;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StartTime;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.spec.UserError;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.client.text.CommandFailed;
import org.kafkayarn.client.text.Console;
import org.kafkayarn.client.text.Durations;
import org.kafkayarn.client.text.OneLine;
import org.kafkayarn.client.yarn.YarnGateway;

/**
 * Submits a cluster: first every check, then what it changes (home, uploads, spec), then the
 * application.
 */
public final class Submission {
  /** What is checked against values that an earlier submission may have given. */
  private static final Set<SpecKey<?>> COMPARED =
      Set.of(
          SpecKey.NODES,
          SpecKey.VOTERS,
          SpecKey.CONTROLLER_MEMORY,
          SpecKey.CONTROLLER_HEAP,
          SpecKey.CONTROLLER_VCORES,
          SpecKey.FAILOVER_DELAY,
          SpecKey.FAILOVER_MAX_DELAY,
          SpecKey.GANG,
          SpecKey.GANG_TIMEOUT);

  private final Configuration conf;
  private final String user;
  private final Distribution distribution;
  private final Console console;
  private final Clock clock;
  private final Steps steps = new Steps();

  public Submission(
      Configuration conf, String user, Distribution distribution, Console console, Clock clock) {
    this.clock = clock;
    this.conf = conf;
    this.user = user;
    this.distribution = distribution;
    this.console = console;
  }

  /** What YARN has accepted. */
  public record Submitted(ApplicationId id, ClusterSpec spec, ClusterHome home) {}

  /** What a dry run found out. */
  public record Preview(ClusterSpec spec, List<String> changes, List<String> asks) {}

  /** All the checks, and what would be done. Changes nothing. */
  public Preview preview(SpecChanges changes, Supplier<YarnGateway> opener) throws IOException {
    checkAlone(changes);
    warnOfPast(changes);
    ClusterHome home = home(changes);
    UploadedFiles uploaded = UploadedFiles.of(conf);
    Plan plan = plan(changes, home, uploaded);
    try (YarnGateway yarn = opener.get()) {
      check(yarn, plan.spec());
    }
    home.checkWritable();
    return new Preview(plan.spec(), plan.changed(), DryRun.asks(plan, uploaded));
  }

  public Submitted submit(SpecChanges changes, YarnGateway yarn) throws IOException {
    warnOfPast(changes);
    ClusterHome home = home(changes);
    UploadedFiles uploaded = UploadedFiles.of(conf);
    Plan plan = plan(changes, home, uploaded);
    steps.done("check the spec and the archives");
    console.progress("checking the queue and the sizes with YARN at " + yarn.address());
    YarnGateway.NewApplication application = check(yarn, plan.spec());
    steps.done("check with YARN");
    tell(plan);
    home.checkWritable();
    home.prepare();
    AmContext.Resources resources = upload(plan, uploaded);
    steps.done("upload");
    String unused = home.secrets().apiToken();
    start(yarn, application.id(), plan, home, resources);
    steps.done("submit");
    return new Submitted(application.id(), plan.spec(), home);
  }

  /** All that a submission does but for the application: a later one finds it. */
  public ClusterSpec store(SpecChanges changes, YarnGateway yarn) throws IOException {
    ClusterHome home = home(changes);
    UploadedFiles uploaded = UploadedFiles.of(conf);
    Plan plan = plan(changes, home, uploaded);
    YarnGateway.NewApplication unused = check(yarn, plan.spec());
    tell(plan);
    home.checkWritable();
    home.prepare();
    for (ArchiveSource archive : plan.archives()) {
      ProgramFiles.ensure(archive, uploaded, console);
    }
    if (plan.changesSpec()) {
      home.writeSpec(plan.target());
    }
    return plan.spec();
  }

  /** Refuses a cluster that nobody has defined yet. */
  public void checkStored(SpecChanges changes) throws IOException {
    ClusterHome home = home(changes);
    if (home.readSpec().isEmpty()) {
      throw new UserError(
          "there is no cluster %s of user %s (%s). Define it: kafka-yarn submit -name %s -spec FILE"
              .formatted(home.name(), user, home.uri(), home.name()));
    }
  }

  public Steps steps() {
    return steps;
  }

  /** What is wrong by itself is told before anything is asked of a cluster. */
  public void checkAlone(SpecChanges changes) {
    SpecRules.complete(changes.except(COMPARED), 0, "");
    Preflight.checkConfiguration(conf);
  }

  private ClusterHome home(SpecChanges changes) throws IOException {
    return ClusterHome.of(conf, changes.get(SpecKey.NAME).orElse(ClusterName.DEFAULT));
  }

  private Plan plan(SpecChanges changes, ClusterHome home, UploadedFiles uploaded)
      throws IOException {
    Optional<StoredSpec> stored;
    try {
      stored = home.readSpec();
      Optional<String> destroyed = home.destroyedMark().refusal();
      if (destroyed.isPresent()) {
        throw new UserError(destroyed.get());
      }
    } catch (IOException e) {
      throw new UserError(
          "the cluster's home %s cannot be read: %s".formatted(home.uri(), OneLine.of(e)), e);
    }
    return Plan.of(changes, stored, distribution, uploaded, conf);
  }

  /** A time that an earlier submission gave has done its work. */
  private void warnOfPast(SpecChanges changes) {
    changes
        .get(SpecKey.START_AT)
        .map(StartTime::absolute)
        .filter(time -> time.isBefore(clock.instant()))
        .ifPresent(
            time -> console.warn("start-at " + time + " is past: the cluster starts at once"));
  }

  private YarnGateway.NewApplication check(YarnGateway yarn, ClusterSpec spec) throws IOException {
    try {
      Preflight.checkNotLive(yarn, user, spec.name());
    } catch (IOException e) {
      throw new CommandFailed(
          "the ResourceManager at %s does not answer: %s. Is it running, and is HADOOP_CONF_DIR the"
                  .formatted(yarn.address(), OneLine.of(e))
              + " configuration of the right cluster?",
          e);
    }
    Preflight.checkQueue(yarn, spec.queue());
    YarnGateway.NewApplication application = yarn.newApplication();
    Preflight.checkDataRoot(spec, conf).forEach(console::warn);
    Preflight.checkSizes(spec, application.most(), yarn.runningNodes()).forEach(console::warn);
    return application;
  }

  private void tell(Plan plan) {
    plan.notes().forEach(note -> console.progress("note: " + note));
    if (plan.stored().isEmpty()) {
      console.progress("cluster " + plan.spec().name() + " is new");
    } else if (plan.changed().isEmpty()) {
      console.progress("cluster " + plan.spec().name() + " is known, and nothing changes in it");
    } else {
      console.progress("cluster " + plan.spec().name() + " is known; this changes:");
      plan.changed().forEach(console::detail);
    }
  }

  private AmContext.Resources upload(Plan plan, UploadedFiles uploaded) throws IOException {
    for (ArchiveSource archive : plan.archives()) {
      ProgramFiles.ensure(archive, uploaded, console);
    }
    ProgramFiles program = new ProgramFiles(distribution, uploaded, console);
    return new AmContext.Resources(
        program.jar(),
        program.script(),
        program.masterScript(),
        plan.jdk().map(ArchiveSource::place));
  }

  private void start(
      YarnGateway yarn,
      ApplicationId id,
      Plan plan,
      ClusterHome home,
      AmContext.Resources resources)
      throws IOException {
    if (plan.changesSpec()) {
      home.writeSpec(plan.target());
    }
    console.progress("submitting " + id);
    try {
      yarn.submit(new AmContext(conf, plan.spec(), home.uri(), resources).submission(id));
    } catch (IOException e) {
      home.restoreSpec(plan.stored());
      throw new CommandFailed("YARN refuses the application: " + OneLine.of(e), e);
    }
  }

  /** What YARN will do to the application when its time is up; empty when it has no end. */
  public static Optional<String> lifetime(ApplicationReport report) {
    ApplicationTimeout timeout =
        report.getApplicationTimeouts() == null
            ? null
            : report.getApplicationTimeouts().get(ApplicationTimeoutType.LIFETIME);
    if (timeout == null || timeout.getRemainingTime() < 0) {
      return Optional.empty();
    }
    return Optional.of(
        "YARN will kill this application in %s: that is the maximum lifetime of queue %s. Its data"
                .formatted(
                    Durations.show(Duration.ofSeconds(timeout.getRemainingTime())),
                    report.getQueue())
            + " stays, and the same command starts it again");
  }
}
