package org.kafkayarn.client.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ApplicationTimeout;
import org.apache.hadoop.yarn.api.records.ApplicationTimeoutType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.SpecFile;
import org.kafkayarn.am.spec.SpecKey;
import org.kafkayarn.am.state.ClusterStatus.Phase;
import org.kafkayarn.client.yarn.AmClient;
import org.kafkayarn.client.yarn.YarnRefusal;

class SubmitCommandTest {
  @TempDir Path directory;
  private ClientFixture client;

  @BeforeEach
  void prepare() throws IOException {
    client = new ClientFixture(directory);
  }

  private ClusterSpec stored() throws IOException {
    return client.home("kafka").readSpec().orElseThrow().spec();
  }

  @Test
  void aSubmissionEndsWithWhatOneNeeds() throws IOException {
    assertEquals(0, client.run("-brokers", "3"), client.err);
    assertEquals(
        List.of(
            "application id: " + FakeYarn.ID,
            "bootstrap.servers=host1:29092",
            "tracking URL:   http://rm:8088/proxy/" + FakeYarn.ID + "/"),
        client.out.lines().toList());
    assertEquals(1, client.yarn.submitted.size());
    assertEquals(3, stored().brokers());
    assertEquals(1, stored().generation());
    assertEquals(client.home("kafka").secrets().apiToken(), client.am.token);
  }

  @Test
  void aDefinitionCanBeSavedAndStartedLater() throws IOException {
    assertEquals(0, client.run("-brokers", "5", "-save"), client.err);
    assertEquals(
        "cluster kafka is stored. Start it: kafka-yarn submit -name kafka", client.out.strip());
    assertEquals(List.of(), client.yarn.submitted);
    assertEquals(5, stored().brokers());

    assertEquals(0, client.run("-existing", "-detach"), client.err);
    assertEquals(1, client.yarn.submitted.size());
    assertEquals(5, stored().brokers());
    assertEquals(1, stored().generation());
  }

  @Test
  void onlyAnExistingClusterIsNotMadeByAMisspeltName() throws IOException {
    assertEquals(2, client.run("-name", "kafak", "-existing"));
    assertTrue(client.error().startsWith("there is no cluster kafak of user "), client.err);
    assertEquals(Map.of(), client.snapshot());
  }

  @Test
  void localDisksThatContainersMayNotWriteAreWarnedOf() throws IOException {
    client.conf.set(
        "yarn.nodemanager.container-executor.class",
        "org.apache.hadoop.yarn.server.nodemanager.LinuxContainerExecutor");
    assertEquals(0, client.run("-name", "unprepared"), client.err);
    assertTrue(client.err.contains("install -d -m 1777 LOCAL_DIR/kafka-yarn"), client.err);

    client.conf.set("kafka-yarn.data-root.prepared", "true");
    assertEquals(0, client.run("-name", "prepared"), client.err);
    assertFalse(client.err.contains("install -d"), client.err);
  }

  @Test
  void directoriesThatAreNamedAreTheOperatorsMatter() throws IOException {
    client.conf.set(
        "yarn.nodemanager.container-executor.class",
        "org.apache.hadoop.yarn.server.nodemanager.LinuxContainerExecutor");
    assertEquals(0, client.run("-data-dirs", "/data"), client.err);
    assertFalse(client.err.contains("install -d"), client.err);
  }

  @Test
  void theApplicationIsAskedForAsOneThatIsKept() throws IOException {
    client.run("--queue=prod", "-priority", "3", "-am-memory", "1g", "-name", "orders");
    ApplicationSubmissionContext context = client.yarn.submitted.get(0);
    assertEquals("orders", context.getApplicationName());
    assertEquals("KAFKA", context.getApplicationType());
    assertEquals(Set.of("kafka-yarn:orders"), context.getApplicationTags());
    assertEquals("prod", context.getQueue());
    assertEquals(3, context.getPriority().getPriority());
    assertEquals(1024, context.getResource().getMemorySize());
    assertTrue(context.getKeepContainersAcrossApplicationAttempts());
    assertEquals(60_000, context.getAttemptFailuresValidityInterval());
    String rolled = context.getLogAggregationContext().getRolledLogsIncludePattern();
    assertTrue("server.log.1".matches(rolled), "a rolled file is aggregated");
    assertFalse("server.log".matches(rolled), "one that is written would be deleted");
  }

  @Test
  void theApplicationMasterIsStartedByTheScriptWithOurJarFirst() throws IOException {
    client.run("-java-home", "/opt/my jdk$17");
    var launch = client.yarn.submitted.get(0).getAMContainerSpec();
    Map<String, String> env = launch.getEnvironment();
    assertEquals("kafka", env.get("KAFKA_YARN_CLUSTER"));
    assertEquals(client.home("kafka").uri().toString(), env.get("KAFKA_YARN_HOME"));
    assertEquals("/opt/my jdk\\$17", env.get("KAFKA_YARN_JAVA_HOME"));
    assertTrue(env.get("KAFKA_YARN_JAR").endsWith("/kafka-yarn.jar"), env.toString());
    assertTrue(env.get("KAFKA_YARN_SCRIPT").endsWith("/java17.sh"), env.toString());
    assertEquals(
        "{{PWD}}/kafka-yarn.jar<CPS>{{HADOOP_CONF_DIR}}<CPS>/hadoop/*", env.get("CLASSPATH"));
    String command = launch.getCommands().get(0);
    assertTrue(command.startsWith("exec bash master.sh -Xmx256m "), command);
    assertTrue(
        command.endsWith(
            " org.kafkayarn.am.ApplicationMaster 1><LOG_DIR>/am.out 2><LOG_DIR>/am.err"),
        command);
    assertFalse(command.contains("\"") || command.contains("$"), command);
    assertEquals(
        Set.of("kafka-yarn.jar", "java17.sh", "master.sh"), launch.getLocalResources().keySet());
    launch
        .getLocalResources()
        .values()
        .forEach(r -> assertEquals(LocalResourceVisibility.PRIVATE, r.getVisibility()));
  }

  @Test
  void aJdkIsBroughtAlong() throws IOException {
    Path jdk = ClientFixture.tar(directory.resolve("jdk.tar.gz"), "jdk-17/bin/java");
    assertEquals(0, client.run("-jdk", jdk.toString()), client.err);
    var launch = client.yarn.submitted.get(0).getAMContainerSpec();
    assertEquals("jdk", launch.getEnvironment().get("KAFKA_YARN_JAVA_HOME"));
    assertTrue(launch.getLocalResources().containsKey("jdk"));
    assertTrue(stored().jdk().orElseThrow().endsWith("/jdk.tar.gz"));
    assertEquals(0, client.run("-brokers", "4"), "it is there still: " + client.err);
    Path other = ClientFixture.tar(directory.resolve("other.tar.gz"), "x/y");
    assertEquals(2, client.run("-jdk", other.toString()));
    assertEquals("-jdk " + other + ": not a JDK (no bin/java in it)", client.error());
  }

  @Test
  void theSecondSubmissionUploadsNothingAndKeepsWhatItDoesNotMention() throws IOException {
    assertEquals(0, client.run("-brokers", "3", "-queue", "prod", "-config", "a.b=1"));
    assertTrue(client.err.contains("uploading kafka_2.13-4.3.1.tar ("), client.err);
    SortedMap<String, String> before = client.snapshot();

    assertEquals(0, client.run("submit"), client.err);
    assertEquals(before, client.snapshot(), "not one file was written");
    assertFalse(client.err.contains("uploading"), client.err);
    assertTrue(client.err.contains("cluster kafka is known, and nothing changes in it"));

    assertEquals(0, client.run("-brokers", "5", "-config", "c.d=2", "-config", "a.b="));
    assertEquals(5, stored().brokers());
    assertEquals(Optional.of("prod"), stored().queue());
    assertEquals(Map.of("c.d", "2"), stored().config());
    assertEquals(2, stored().generation());
    assertFalse(client.err.contains("uploading"), client.err);
    for (String change :
        List.of("brokers: 3 -> 5", "config a.b: 1 -> (default)", "config c.d: (default) -> 2")) {
      assertTrue(client.err.contains("  " + change), client.err);
    }
  }

  @Test
  void aValueThatIsDerivedFollowsWhatItIsDerivedFrom() throws IOException {
    client.run("-memory", "2g");
    int heap = stored().heapMb();
    client.run("-memory", "4g");
    assertTrue(stored().heapMb() > heap);
    client.run("-heap", "1g");
    client.run("-memory", "5g");
    assertEquals(1024, stored().heapMb(), "one that was given stays");
    client.run("-heap=");
    assertTrue(stored().heapMb() > 1024, "and goes when it is taken back");
  }

  @Test
  void flagsWinOverFilesAndBothOverWhatIsStored() throws IOException {
    Path spec = directory.resolve("k.yaml");
    Files.writeString(spec, "brokers: 4\nheap: 512m\nconfig: {a.a: file, b.b: file}\n");
    Path properties = directory.resolve("server.properties");
    Files.writeString(properties, "b.b=properties\nc.c=properties\n");
    client.run("-config", "d.d=stored", "-brokers", "2", "-vcores", "2");
    assertEquals(
        0,
        client.run(
            "-spec",
            spec.toString(),
            "-server-properties",
            properties.toString(),
            "-config",
            "c.c=flag",
            "--heap",
            "600m"),
        client.err);
    assertEquals(4, stored().brokers());
    assertEquals(600, stored().heapMb());
    assertEquals(2, stored().vcores());
    assertEquals(
        Map.of("a.a", "file", "b.b", "properties", "c.c", "flag", "d.d", "stored"),
        stored().config());
  }

  @Test
  void theStoredKafkaIsKeptUntilAnotherIsAskedFor() throws IOException {
    client.run("submit");
    String first = stored().kafka();
    Path shipped = client.distribution.resolve("kafka");
    Files.delete(shipped.resolve("kafka_2.13-4.3.1.tar"));
    ClientFixture.tar(shipped.resolve("kafka_2.13-4.4.0.tgz"), "k/libs/kafka_2.13-4.4.0.jar");
    client.run("submit");
    assertEquals(first, stored().kafka());
    assertTrue(client.err.contains("the shipped kafka_2.13-4.4.0.tgz is taken with -kafka="));
    assertEquals(0, client.run("-kafka="), client.err);
    assertTrue(stored().kafka().endsWith("/kafka_2.13-4.4.0.tgz"), stored().kafka());

    Files.delete(Path.of(URI.create(stored().kafka())));
    assertEquals(0, client.run("submit"), client.err);
    assertTrue(client.err.contains("is gone: the shipped one takes its place"), client.err);
  }

  @Test
  void aDryRunShowsAllAndChangesNothing() throws IOException {
    assertEquals(0, client.run("-dry-run", "-brokers", "2", "-memory", "2g"), client.err);
    assertTrue(client.snapshot().isEmpty());
    assertEquals(List.of(), client.yarn.submitted);
    assertTrue(
        client.out.contains("# ") && client.out.contains("2 containers of 2048m and 1 vcores"),
        client.out);
    assertTrue(client.out.contains("an upload of kafka_2.13-4.3.1.tar"), client.out);
    assertTrue(SpecFile.read(client.out, "out").mentions(SpecKey.HEAP));

    client.run("-brokers", "2", "-memory", "2g");
    SortedMap<String, String> before = client.snapshot();
    assertEquals(0, client.run("-dry-run", "-brokers", "3", "-output", "json"), client.err);
    assertEquals(before, client.snapshot());
    var json = AmClient.JSON.readTree(client.out);
    assertEquals(3, json.path("spec").path("brokers").asInt());
    assertEquals("brokers: 2 -> 3", json.path("changes").path(0).asText());
  }

  @Test
  void theWaitTellsWhatIsWaitedForAndWhy() {
    ApplicationReport accepted = FakeYarn.report("kafka", YarnApplicationState.ACCEPTED);
    accepted.setDiagnostics(
        "[Sun Nov 22 09:00:00 +0000 2026] Application is added to the scheduler and is not yet"
            + " activated. Queue's AM resource limit exceeded. Details : AM Partition ="
            + " <DEFAULT_PARTITION> ; Queue's Absolute capacity = 100.0 % ;");
    ApplicationReport starting = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    starting.setRpcPort(-1);
    ApplicationReport running = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    Iterator<ApplicationReport> reports =
        List.of(accepted, accepted, accepted, starting, running, running, running, running, running)
            .iterator();
    client.yarn.report = reports::next;
    client.am.trouble = Optional.of(new ConnectException("Connection refused"));
    client.am.says.addFirst(FakeAm.status(Phase.STARTING, "1 of 3 nodes run: node 2 formats"));
    assertEquals(0, client.run("submit"), client.err);
    List<String> told =
        client.err.lines().map(line -> line.replaceFirst("^ *[0-9.]+s  ", "")).toList();
    assertEquals(
        List.of(
            "waiting for the ApplicationMaster's container in queue default: Application is added"
                + " to the scheduler and is not yet activated. Queue's AM resource limit exceeded.",
            "waiting for the ApplicationMaster to serve",
            "the ApplicationMaster at am-host:4711 does not answer: Connection refused",
            "1 of 3 nodes run: node 2 formats",
            "all is well"),
        told.subList(told.size() - 5, told.size()));
  }

  @Test
  void anApplicationThatFailsEarlyIsExplained() {
    ApplicationReport failed = FakeYarn.report("kafka", YarnApplicationState.FAILED);
    failed.setDiagnostics(
        "Application application_1_7 failed 2 times due to AM Container exited with  exitCode: 72\n"
            + "Failing this attempt.Diagnostics: [2026-11-22 09:00:00.000]Exception from"
            + " container-launch.\n"
            + "[2026] no Java 17 or newer on host1: none found;\n\n"
            + "For more detailed output, check the application tracking page: http://rm\n"
            + ". Failing the application.");
    client.yarn.report = () -> failed;
    assertEquals(1, client.run("submit"));
    String line = client.error();
    assertTrue(line.contains("no Java 17 on the hosts. Give -java-home PATH"), line);
    assertTrue(client.err.contains("  [2026] no Java 17 or newer on host1"), client.err);
    assertTrue(client.err.contains("yarn logs -applicationId " + FakeYarn.ID), client.err);
    assertFalse(client.err.contains("more detailed output"), client.err);
  }

  @Test
  void aTimeOutLeavesItStarting() {
    client.am.says.clear();
    client.am.says.add(FakeAm.status(Phase.STARTING, "0 of 3 nodes run"));
    assertEquals(3, client.run("-timeout", "50ms"));
    assertTrue(client.error().contains(FakeYarn.ID + " goes on starting"), client.err);
  }

  @Test
  void detachedItDoesNotWait() throws IOException {
    client.am.says.clear();
    assertEquals(0, client.run("-detach", "-output", "json"), client.err);
    var json = AmClient.JSON.readTree(client.out);
    assertEquals(FakeYarn.ID.toString(), json.path("applicationId").asText());
  }

  @Test
  void theResultIsGivenAsJsonToo() throws IOException {
    assertEquals(0, client.run("--output", "json"), client.err);
    var json = AmClient.JSON.readTree(client.out);
    assertEquals("host1:29092", json.path("bootstrapServers").asText());
    assertEquals("READY", json.path("status").path("phase").asText());
  }

  @Test
  void verboseTellsWhereTheTimeWent() {
    assertEquals(0, client.run("-verbose"), client.err);
    for (String step :
        List.of("check with YARN", "upload", "submit", "wait until ready", "registered")) {
      assertTrue(client.err.contains(step), step + " in " + client.err);
    }
    assertTrue(client.err.contains("node 0: format 0.80s"), client.err);
  }

  @Test
  void aRefusalByYarnLeavesTheStoredSpecAsItWas() throws IOException {
    client.yarn.refusal = Optional.of(new YarnRefusal("User a cannot submit to queue prod", null));
    assertEquals(1, client.run("-brokers", "4"));
    assertEquals(
        "YARN refuses the application: User a cannot submit to queue prod", client.error());
    assertEquals(Optional.empty(), client.home("kafka").readSpec());
    client.yarn.refusal = Optional.empty();
    client.run("-brokers", "3");
    client.yarn.refusal = Optional.of(new YarnRefusal("no", null));
    client.run("-brokers", "4");
    assertEquals(3, stored().brokers());
  }

  @Test
  void whatMayTakeLongIsWarnedOf() {
    client.run("-brokers", "40", "-memory", "2g");
    assertTrue(client.err.contains("Warning: all 3 NodeManagers together have room for 12"));
    client.yarn.nodes.clear();
    client.run("-name", "b");
    assertTrue(client.err.contains("Warning: no NodeManager is running"), client.err);
  }

  @Test
  void aTimeOfStartIsKeptAsAnInstant() throws IOException {
    assertEquals(0, client.run("-start-at", "+30m"), client.err);
    assertEquals(Optional.of(Instant.parse("2026-07-01T12:30:00Z")), stored().start().startAt());
    assertFalse(client.err.contains("is past"), client.err);
    client.run("-start-at", "2026-07-01T11:00");
    assertTrue(
        client.err.contains(
            "Warning: start-at 2026-07-01T11:00:00Z is past: the cluster starts at once"),
        client.err);
    client.run("submit");
    assertFalse(client.err.contains("is past"), "it was not said now: " + client.err);
  }

  @Test
  void aReservationIsAskedFor() {
    client.run("-reservation", "reservation_1700000000000_0012");
    assertEquals(
        "reservation_1700000000000_0012",
        client.yarn.submitted.get(0).getReservationID().toString());
  }

  @Test
  void aGroupKeepsItsNodesAndBringsItsOwnKafka() throws IOException {
    Path kafka = ClientFixture.tar(directory.resolve("k2.tgz"), ClientFixture.KAFKA_JAR);
    Path spec = directory.resolve("k.yaml");
    Files.writeString(
        spec,
        "groups: [{name: a, count: 2}, {name: b, count: 1, memory: 2g, kafka: %s}]"
            .formatted(kafka));
    assertEquals(0, client.run("-spec", spec.toString(), "-dry-run"), client.err);
    int memory = SpecFile.read(client.out, "out").get(SpecKey.MEMORY).orElseThrow();
    for (String ask :
        List.of(
            "2 containers of %dm and 1 vcores: Kafka nodes of group a with 1024m heap"
                .formatted(memory),
            "1 containers of 2048m and 1 vcores: Kafka nodes of group b",
            "%dm of memory and 4 vcores in all".formatted(2 * memory + 2048 + 512),
            "an upload of k2.tgz")) {
      assertTrue(client.out.contains(ask), ask + " in " + client.out);
    }
    assertEquals(0, client.run("-spec", spec.toString()), client.err);
    assertTrue(client.err.contains("uploading k2.tgz"), client.err);
    assertTrue(stored().node(2).kafka().endsWith("/k2.tgz"), stored().node(2).kafka());
    assertTrue(stored().node(0).kafka().endsWith("/kafka_2.13-4.3.1.tar"));

    Files.writeString(spec, "groups: [{name: b, count: 2}, {name: a, count: 2}]");
    assertEquals(0, client.run("-spec", spec.toString()), client.err);
    assertEquals("[0, 1]", stored().groups().get(1).ids().toString());
    assertEquals("[2, 3]", stored().groups().get(0).ids().toString());
    assertTrue(client.err.contains("  groups b ids: 2 -> 2-3"), client.err);
    assertEquals(0, client.run("submit"), "a group's archive is there still: " + client.err);
    assertEquals(2, client.run("-brokers", "5"));
    assertTrue(client.error().startsWith("brokers and groups are both given"), client.err);
  }

  @Test
  void nodesThatFindNoRoomNowAreWarnedOf() {
    client.yarn.nodes.forEach(node -> node.setUsed(Resource.newInstance(7000, 1)));
    client.run("-brokers", "3", "-memory", "2g");
    assertTrue(
        client.err.contains("Warning: there is room for 0 of the 3 nodes now: the others wait"),
        client.err);
  }

  @Test
  void aMaximumLifetimeIsTold() {
    ApplicationReport report = FakeYarn.report("kafka", YarnApplicationState.RUNNING);
    report.setApplicationTimeouts(
        Map.of(
            ApplicationTimeoutType.LIFETIME,
            ApplicationTimeout.newInstance(
                ApplicationTimeoutType.LIFETIME, "2026-11-23T00:00:00.000+0000", 86_400)));
    client.yarn.report = () -> report;
    client.run("submit");
    assertTrue(
        client.err.contains(
            "Warning: YARN will kill this application in 1d 0h: that is the maximum lifetime of"
                + " queue default"),
        client.err);
  }
}
