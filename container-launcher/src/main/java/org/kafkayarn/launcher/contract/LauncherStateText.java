package org.kafkayarn.launcher.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kafkayarn.launcher.contract.LauncherState.Condition;
import org.kafkayarn.launcher.contract.LauncherState.Disk;
import org.kafkayarn.launcher.contract.LauncherState.Recovery;

/** A {@link LauncherState} as the text of {@link java.util.Properties} and back. */
public final class LauncherStateText {
  private LauncherStateText() {}

  public static String write(LauncherState state) {
    Fields out = new Fields("launcher's state");
    out.put("launcherId", state.launcherId());
    out.put("version", state.version());
    out.put("nodeId", state.nodeId());
    out.put("containerId", state.containerId());
    out.put("phase", state.phase());
    out.put("since", state.since());
    out.put("startId", state.startId());
    state.pid().ifPresent(pid -> out.put("pid", pid));
    out.put("starts", state.starts());
    state.exit().ifPresent(exit -> writeExit(out, exit));
    out.putList("dataDir.", state.dataDirs());
    out.putMap("directoryId.key.", "directoryId.value.", state.directoryIds());
    out.put("formatted", state.formatted());
    out.putMap("step.key.", "step.value.", state.steps());
    out.putList("warning.", state.warnings());
    writeDisks(out, state.disks());
    out.put("metadataDirectoryId", state.metadataDirectoryId());
    state.recovery().ifPresent(recovery -> writeRecovery(out, recovery));
    out.putList("setAside.", state.setAside());
    state.started().ifPresent(started -> writeStarted(out, started));
    return PropertiesText.write(out.map());
  }

  private static void writeExit(Fields out, LauncherState.Exit exit) {
    out.put("exit.code", exit.code());
    out.put("exit.at", exit.at());
    out.put("exit.ordered", exit.ordered());
    out.put("exit.clean", exit.clean());
    out.put("exit.failure", exit.failure());
    out.put("exit.message", exit.message());
    out.putList("exit.line.", exit.lastLines());
    out.putList("exit.takenPort.", exit.takenPorts().stream().map(String::valueOf).toList());
  }

  private static void writeDisks(Fields out, List<Disk> disks) {
    for (int i = 0; i < disks.size(); i++) {
      Disk disk = disks.get(i);
      out.put("disk.path." + i, disk.path());
      out.put("disk.condition." + i, disk.condition());
      out.put("disk.total." + i, disk.totalBytes());
      out.put("disk.free." + i, disk.freeBytes());
      out.put("disk.reason." + i, disk.reason());
    }
  }

  private static void writeRecovery(Fields out, Recovery recovery) {
    out.put("recovery.text", recovery.text());
    out.put("recovery.done", recovery.logsDone());
    out.put("recovery.total", recovery.logsTotal());
  }

  private static void writeStarted(Fields out, Started started) {
    out.put("started.kafka", started.origin().kafka());
    out.put("started.memoryMb", started.origin().memoryMb());
    out.put("started.vcores", started.origin().vcores());
    out.put("started.operation", started.origin().operation());
    out.putMap("started.property.key.", "started.property.value.", started.properties());
    out.put("started.heapMb", started.heapMb());
    out.putList("started.jvmOption.", started.jvmOptions());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is no state. */
  public static LauncherState read(String text) {
    Fields in = new Fields("launcher's state", PropertiesText.read(text));
    Map<String, Duration> steps = new LinkedHashMap<>();
    in.map("step.key.", "step.value.")
        .forEach((step, took) -> steps.put(step, Duration.parse(took)));
    return new LauncherState(
        in.get("launcherId"),
        in.get("version", Long::valueOf),
        in.get("nodeId", Integer::valueOf),
        in.get("containerId"),
        in.get("phase", LauncherState.Phase::valueOf),
        in.get("since", Instant::parse),
        in.get("startId"),
        in.find("pid", Long::valueOf).map(OptionalLong::of).orElse(OptionalLong.empty()),
        in.get("starts", Integer::valueOf),
        in.find("exit.at").map(at -> readExit(in)),
        in.list("dataDir."),
        in.map("directoryId.key.", "directoryId.value."),
        in.get("formatted", Boolean::valueOf),
        steps,
        in.list("warning."),
        readDisks(in),
        in.find("metadataDirectoryId"),
        in.find("recovery.text").map(line -> readRecovery(in, line)),
        in.list("setAside."),
        in.find("started.heapMb", Integer::valueOf).map(heapMb -> readStarted(in, heapMb)));
  }

  private static LauncherState.Exit readExit(Fields in) {
    return new LauncherState.Exit(
        in.find("exit.code", Integer::valueOf),
        in.get("exit.at", Instant::parse),
        in.get("exit.ordered", Boolean::valueOf),
        in.get("exit.clean", Boolean::valueOf),
        // A class that a newer launcher knows and we do not is still a failure.
        in.find("exit.failure").map(LauncherStateText::failure),
        in.get("exit.message"),
        in.list("exit.line."),
        in.list("exit.takenPort.", Integer::valueOf));
  }

  private static FailureClass failure(String name) {
    return known(FailureClass.values(), name).orElse(FailureClass.CRASHED);
  }

  private static List<Disk> readDisks(Fields in) {
    List<String> paths = in.list("disk.path.");
    List<Disk> disks = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      disks.add(
          new Disk(
              paths.get(i),
              // A condition that a newer launcher knows and we do not is one that is not good.
              known(Condition.values(), in.get("disk.condition." + i)).orElse(Condition.UNWRITABLE),
              in.get("disk.total." + i, Long::valueOf),
              in.get("disk.free." + i, Long::valueOf),
              in.get("disk.reason." + i)));
    }
    return disks;
  }

  private static Recovery readRecovery(Fields in, String line) {
    return new Recovery(
        in.get("recovery.done", Integer::valueOf),
        in.get("recovery.total", Integer::valueOf),
        line);
  }

  private static Started readStarted(Fields in, int heapMb) {
    Origin origin =
        new Origin(
            in.get("started.kafka"),
            in.get("started.memoryMb", Integer::valueOf),
            in.get("started.vcores", Integer::valueOf),
            in.get("started.operation", Long::valueOf));
    return new Started(
        origin,
        in.map("started.property.key.", "started.property.value."),
        heapMb,
        in.list("started.jvmOption."));
  }

  private static <E extends Enum<E>> Optional<E> known(E[] values, String name) {
    return Arrays.stream(values).filter(value -> value.name().equals(name)).findFirst();
  }
}
