package org.kafkayarn.am.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.kafkayarn.am.control.LauncherCalls;
import org.kafkayarn.am.events.Chronicle;
import org.kafkayarn.am.kafka.UncleanElections;
import org.kafkayarn.am.recovery.RecoveryDesk;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecChanges;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecRules;
import org.kafkayarn.am.spec.StoredSpec;
import org.kafkayarn.am.state.ClusterStatus;
import org.kafkayarn.am.state.Event;
import org.kafkayarn.am.state.LeftBehind.Gone;
import org.kafkayarn.am.store.ClusterHome;
import org.kafkayarn.am.store.SpecStore;

/** The API over a real HTTP server and a real home, without a loop behind it. */
final class ApiFixture implements AutoCloseable {
  static final String TOKEN = "secret";

  final ClusterHome home;
  final SpecStore specs;
  final BlockingQueue<ClusterSpec> changed = new LinkedBlockingQueue<>();
  final BlockingQueue<Gone> gone = new LinkedBlockingQueue<>();
  final BlockingQueue<Throwable> faults = new LinkedBlockingQueue<>();
  final BlockingQueue<Event> posted = new LinkedBlockingQueue<>();
  final AtomicReference<Optional<String>> kafkaRefuses = new AtomicReference<>(Optional.empty());
  final AtomicInteger stops = new AtomicInteger();
  final MetadataEndpoint metadata = new MetadataEndpoint(posted::add);
  private final ApiResources resources;
  private final ApiServer server;

  ApiFixture(Path root, Chronicle chronicle) throws IOException {
    this(root, chronicle, ClusterStatus.Phase.STARTING);
  }

  ApiFixture(Path root, Chronicle chronicle, ClusterStatus.Phase phase) throws IOException {
    this(root, chronicle, phase, List.of());
  }

  ApiFixture(Path root, Chronicle chronicle, ClusterStatus.Phase phase, List<Resource> more)
      throws IOException {
    this(root, chronicle, phase, (held, epoch, feed) -> more);
  }

  /** Parts of the API that need the home, or the status. */
  interface Parts {
    List<Resource> of(ClusterHome home, long epoch, StatusFeed feed);
  }

  ApiFixture(Path root, Chronicle chronicle, ClusterStatus.Phase phase, Parts parts)
      throws IOException {
    Configuration conf = new Configuration(false);
    conf.set(YarnConfiguration.PROXY_ADDRESS, "127.0.0.9:8089");
    conf.set("fs.defaultFS", "file:///");
    conf.set(ClusterHome.ROOT_KEY, root.toUri().toString());
    home = ClusterHome.of(conf, "k");
    home.prepare();
    SpecChanges given = SpecFile.read("name: k\nbrokers: 3\nmemory: 2g", "f");
    home.writeSpec(
        new StoredSpec(given, SpecRules.complete(given, 1, "hdfs:///k.tar"), Optional.empty()));
    long epoch = home.epochs().claim("application_1_1", 1);
    StatusFeed feed = new StatusFeed(status(phase));
    specs =
        new SpecStore(
            home,
            epoch,
            home.readSpec().orElseThrow(),
            (runs, wanted) -> kafkaRefuses.get(),
            changed::add,
            faults::add);
    resources =
        new ApiResources(
            feed,
            chronicle,
            specs,
            new RecoveryDesk(
                new UncleanElections(), new LauncherCalls(node -> "", Runnable::run), event -> {}),
            metadata,
            gone::addAll,
            stops::incrementAndGet,
            parts.of(home, epoch, feed));
    server =
        new ApiServer(
            Optional.empty(), TOKEN, new WebProxy(conf, "/proxy/application_1_1"), resources);
    server.start();
  }

  private static ClusterStatus status(ClusterStatus.Phase phase) {
    return new ClusterStatus(
        "k",
        "u",
        "application_1_1",
        1,
        Instant.EPOCH,
        "c",
        1,
        phase,
        "starts",
        "",
        Optional.empty(),
        List.of(),
        List.of(),
        ClusterStatus.Offline.NONE,
        List.of(),
        List.of(),
        Map.of());
  }

  /** Method and path of all that there is. */
  Set<String> routes() {
    return resources.endpoints().keySet();
  }

  int port() {
    return server.port();
  }

  HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(30));
  }

  @Override
  public void close() {
    server.close();
    specs.close();
  }
}
