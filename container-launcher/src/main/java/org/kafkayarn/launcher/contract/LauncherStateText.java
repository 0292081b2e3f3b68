package org.kafkayarn.launcher.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

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
    putMap(out, "directoryId.", state.directoryIds());
    out.put("formatted", state.formatted());
    putMap(out, "step.", state.steps());
    out.putList("warning.", state.warnings());
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

  private static void putMap(Fields out, String name, Map<String, ?> map) {
    out.putList(name + "key.", List.copyOf(map.keySet()));
    out.putList(name + "value.", map.values().stream().map(Object::toString).toList());
  }

  /** Throws IllegalArgumentException, with one line, for a text that is no state. */
  public static LauncherState read(String text) {
    Fields in = new Fields("launcher's state", PropertiesText.read(text));
    Map<String, Duration> steps = new LinkedHashMap<>();
    map(in, "step.").forEach((step, took) -> steps.put(step, Duration.parse(took)));
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
        map(in, "directoryId."),
        in.get("formatted", Boolean::valueOf),
        steps,
        in.list("warning."));
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
    return Optional.of(name)
        .filter(n -> List.of(FailureClass.values()).stream().anyMatch(c -> c.name().equals(n)))
        .map(FailureClass::valueOf)
        .orElse(FailureClass.CRASHED);
  }

  private static Map<String, String> map(Fields in, String name) {
    List<String> keys = in.list(name + "key.");
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), in.get(name + "value." + i));
    }
    return map;
  }
}
