package org.kafkayarn.am;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.kafka.common.Uuid;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.control.LauncherGateway;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.events.ClusterEvent;
import org.kafkayarn.am.events.Narrator;
import org.kafkayarn.am.kafka.KafkaProbe;
import org.kafkayarn.am.kafka.SettingsCheck;
import org.kafkayarn.am.kafka.UncleanElections;
import org.kafkayarn.am.kafka.Unregistrar;
import org.kafkayarn.am.kafka.VoterEdge;
import org.kafkayarn.am.loop.Loop;
import org.kafkayarn.am.loop.Snapshot;
import org.kafkayarn.am.plan.Planner;
import org.kafkayarn.am.plan.StatusReport;
import org.kafkayarn.am.program.Handover;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.recovery.Survivors;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.ClusterState;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.Ledger;
import org.kafkayarn.am.state.OperatorEvent;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.EpochOwner;
import org.kafkayarn.am.store.EventWriter;
import org.kafkayarn.am.store.FencedException;
import org.kafkayarn.am.store.LedgerWriter;
import org.kafkayarn.am.store.SpecStore;
import org.kafkayarn.am.web.ApiResources;
import org.kafkayarn.am.web.ApiServer;
import org.kafkayarn.am.web.MetadataEndpoint;
import org.kafkayarn.am.web.ProgramResource;
import org.kafkayarn.am.web.StatusFeed;
import org.kafkayarn.am.web.WebProxy;
import org.kafkayarn.am.yarn.GrantedContainers;
import org.kafkayarn.am.yarn.LaunchContexts;
import org.kafkayarn.am.yarn.NodeManagerGateway;
import org.kafkayarn.am.yarn.ResourceManagerGateway;
import org.kafkayarn.am.yarn.TaskContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of one application attempt: reads the cluster's home, becomes its only master, wires
 * the edges to the loop and lends the loop its main thread. It ends with exit code 0 when the
 * application has finished, else with 1, and leaves the containers as they are.
 */
public final class ApplicationMaster {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationMaster.class);
  private static final int CALLS_AT_ONCE = 8;
  private static final long RETRY_MS = 2_000;

  private final AmEnvironment environment;
  private final YarnConfiguration conf = new YarnConfiguration();

  private ApplicationMaster(AmEnvironment environment) {
    this.environment = environment;
  }

  public static void main(String[] args) {
    AmProcess.run(
        "This attempt ends; what runs in containers goes on",
        environment -> new ApplicationMaster(environment).attempt());
  }

  private int attempt() throws IOException, YarnException, InterruptedException {
    try {
      return run();
    } catch (Loop.LoopFault e) {
      if (e.getCause() instanceof Handover.HandedOver) {
        LOG.info("The end of attempt {}: {}", environment.application().attempt(), e.getMessage());
        return 1;
      }
      throw e;
    }
  }

  private int run() throws IOException, YarnException, InterruptedException {
    ClusterHome home = ClusterHome.at(environment.home(), conf);
    ProgramSwitch program = new ProgramSwitch(environment);
    if (program.isAnotherMeant(() -> patiently(() -> home.programs().read()), conf)) {
      return ProgramSwitch.ANOTHER;
    }
    StoredSpec specified =
        patiently(() -> home.readSpec())
            .orElseThrow(() -> new IOException("no specification in " + home.uri()));
    ClusterSpec spec = specified.running();
    // What edges post and fail before the loop exists goes nowhere: they start after it.
    AtomicReference<Loop> loop = new AtomicReference<>();
    Consumer<Event> events = event -> loop.get().post(event);
    Consumer<Throwable> faults = fault -> loop.get().fail(fault);

    GrantedContainers granted = new GrantedContainers();
    ResourceManagerGateway yarn =
        new ResourceManagerGateway(conf, spec, granted, pool("signals"), events, faults);
    Optional<String> rival = rival(home, yarn);
    if (rival.isEmpty()) {
      rival = patiently(() -> home.destroyedSince()).map(home::refusal);
    }
    if (rival.isPresent()) {
      yarn.refuse(rival.get());
      return 1;
    }
    long epoch =
        patiently(
            () ->
                home.claimEpoch(
                    environment.application().id(), environment.application().attempt()));
    Optional<Ledger> stored = patiently(() -> home.readLedger());
    ClusterState initial =
        ClusterState.initial(
            environment.application(),
            spec,
            stored.orElseGet(() -> Ledger.empty(Uuid.randomUuid().toString())),
            stored.isPresent());
    StatusFeed feed =
        new StatusFeed(
            StatusReport.of(Planner.plan(initial, environment.application().started()), Map.of()));
    Chronicle chronicle = new Chronicle(earlierEvents(home));
    LaunchContexts contexts = contexts(home, spec);
    TaskContexts tasks = tasks(home, spec);
    LauncherCalls calls = new LauncherCalls(node -> token(home, node), pool("launcher-calls"));
    UncleanElections elections = new UncleanElections();
    RecoveryDesk recovery = new RecoveryDesk(elections, calls, events);
    MetadataEndpoint metadata = new MetadataEndpoint(events);
    SettingsCheck settingsCheck = new SettingsCheck();
    Handover handover = program.handover(conf, home, epoch, faults);
    try (LedgerWriter writer = new LedgerWriter(home, epoch, events, faults);
        EventWriter eventWriter = new EventWriter(home, epoch, chronicle);
        KafkaProbe kafka = new KafkaProbe(events, new Survivors(calls));
        Unregistrar unregistrar = new Unregistrar(events);
        SpecStore specs =
            new SpecStore(
                home,
                epoch,
                specified,
                settingsCheck,
                changed -> {
                  // Before the loop knows of a node that it would ask for.
                  yarn.adopt(changed);
                  events.accept(new OperatorEvent.SpecChanged(changed));
                },
                faults);
        Desks desks = new Desks(home, specs, feed, calls, events);
        ApiServer api =
            new ApiServer(
                spec.amPorts(),
                patiently(() -> home.apiToken()),
                new WebProxy(conf, environment.proxyBase()),
                new ApiResources(
                    feed,
                    chronicle,
                    specs,
                    recovery,
                    metadata,
                    gone -> events.accept(new OperatorEvent.DataPurged(gone)),
                    () -> events.accept(new OperatorEvent.StopRequested()),
                    desks.resources(new ProgramResource(handover, feed))))) {
      LauncherGateway launchers =
          new LauncherGateway(node -> token(home, node), pool("launcher-http"), events);
      NodeManagerGateway nodes =
          new NodeManagerGateway(conf, granted, contexts, tasks, pool("nodemanager"), events);
      VoterEdge voters = new VoterEdge(pool("kafka-voters"), events);
      List<Consumer<Snapshot>> followers =
          List.of(
              desks::follow,
              settingsCheck::follow,
              feed::follow,
              yarn::follow,
              launchers::follow,
              kafka::follow,
              voters::follow,
              calls::follow,
              elections::follow,
              recovery::follow,
              specs::follow,
              metadata::follow);
      loop.set(
          new Loop(
              initial,
              InstantSource.system(),
              new Effects(yarn, nodes, launchers, unregistrar, voters, kafka, writer, eventWriter),
              narrator(initial, epoch, program, chronicle, eventWriter),
              snapshot -> followers.forEach(follower -> follower.accept(snapshot))));
      api.start();
      kafka.start();
      desks.start();
      yarn.register(
          environment.host(), api.port(), "http://" + environment.host() + ":" + api.port() + "/");
      AmEnvironment.markRegistered(System.getenv());
      LOG.info(
          "Master of Kafka cluster {} (epoch {}), attempt {}",
          spec.name(),
          epoch,
          environment.application().attempt());
      loop.get().run();
      nodes.stop();
    }
    yarn.stop();
    return 0;
  }

  /** Another live application has this cluster: a second one would run the same node ids. */
  private Optional<String> rival(ClusterHome home, ResourceManagerGateway yarn)
      throws IOException, YarnException, InterruptedException {
    Optional<EpochOwner> owner =
        patiently(() -> home.epochOwner())
            .filter(last -> !last.applicationId().equals(environment.application().id()));
    if (owner.isEmpty() || !yarn.isLive(owner.get().applicationId())) {
      return Optional.empty();
    }
    return Optional.of(
        "The cluster "
            + home.name()
            + " is already live as "
            + owner.get().applicationId()
            + ": stop or kill that application first");
  }

  private Narrator narrator(
      ClusterState initial,
      long epoch,
      ProgramSwitch program,
      Chronicle chronicle,
      EventWriter writer) {
    Narrator narrator =
        new Narrator(
            epoch,
            initial.application().attempt(),
            event -> {
              chronicle.add(event);
              writer.wake();
            });
    narrator.began(initial, environment.host(), initial.application().started());
    program.tell(narrator);
    return narrator;
  }

  /** Not patiently: an attempt can do without the events of those before. */
  private static List<ClusterEvent> earlierEvents(ClusterHome home) {
    try {
      return home.events().read();
    } catch (IOException e) {
      LOG.warn("The events of earlier attempts cannot be read: {}", e.getMessage());
      return List.of();
    }
  }

  private LaunchContexts contexts(ClusterHome home, ClusterSpec spec)
      throws IOException, InterruptedException {
    Map<String, URI> archives = new HashMap<>();
    spec.jdk().ifPresent(jdk -> archives.put("jdk", URI.create(jdk)));
    return patiently(
        () ->
            new LaunchContexts(
                conf,
                home,
                java(spec),
                Map.of("kafka-yarn.jar", environment.jar(), "java17.sh", environment.script()),
                archives));
  }

  private TaskContexts tasks(ClusterHome home, ClusterSpec spec)
      throws IOException, InterruptedException {
    Map<String, URI> jdk = new HashMap<>();
    spec.jdk().ifPresent(archive -> jdk.put("jdk", URI.create(archive)));
    return patiently(
        () -> new TaskContexts(conf, home.taskScript(), environment.script(), java(spec), jdk));
  }

  /** Where containers find Java, where the operator has said it. */
  private static Map<String, String> java(ClusterSpec spec) {
    Map<String, String> java = new HashMap<>();
    spec.jdk().ifPresent(jdk -> java.put(AmEnvironment.JAVA_HOME, "jdk"));
    spec.javaHome().ifPresent(path -> java.put(AmEnvironment.JAVA_HOME, path));
    return java;
  }

  private static String token(ClusterHome home, int node) {
    try {
      return home.nodeToken(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Executor pool(String name) {
    return Executors.newFixedThreadPool(
        CALLS_AT_ONCE,
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** A read of the cluster's home. */
  private interface HomeCall<T> {
    T call() throws IOException;
  }

  /**
   * Tries until the file system answers. YARN allows few attempts of an application: one that is
   * blocked by something outside waits and says so, instead of using them up.
   */
  private static <T> T patiently(HomeCall<T> call) throws InterruptedException, IOException {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        return call.call();
      } catch (FencedException e) {
        throw e;
      } catch (IOException e) {
        LOG.warn("Waiting for the cluster's home: {}", e.getMessage());
        var unused = never.await(RETRY_MS, TimeUnit.MILLISECONDS);
      }
    }
  }
}
