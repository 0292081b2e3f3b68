package org.kafkayarn.client.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kafkayarn.am.spec.ClusterSpec;
import org.kafkayarn.am.spec.NodeSpec;

/** Puts into words what a submission would ask of YARN and its file system. */
final class DryRun {
  private DryRun() {}

  static List<String> asks(Plan plan, UploadedFiles uploaded) throws IOException {
    ClusterSpec spec = plan.spec();
    List<String> asks = new ArrayList<>();
    asks.add(
        "an application of type KAFKA named %s, in %s"
            .formatted(
                spec.name(), spec.queue().map(q -> "queue " + q).orElse("the default queue")));
    asks.add("1 container of %dm and 1 vcore: the ApplicationMaster".formatted(spec.amMemoryMb()));
    Map<String, List<NodeSpec>> alike = new LinkedHashMap<>();
    spec.nodes()
        .values()
        .forEach(
            node -> alike.computeIfAbsent(container(spec, node), c -> new ArrayList<>()).add(node));
    alike.forEach((container, nodes) -> asks.add(nodes.size() + " containers of " + container));
    asks.add(
        "%dm of memory and %d vcores in all"
            .formatted(
                spec.nodes().values().stream().mapToLong(NodeSpec::memoryMb).sum()
                    + spec.amMemoryMb(),
                spec.nodes().values().stream().mapToLong(NodeSpec::vcores).sum() + 1));
    for (ArchiveSource archive : plan.archives()) {
      asks.add(kept(archive, uploaded));
    }
    return asks;
  }

  private static String container(ClusterSpec spec, NodeSpec node) {
    return "%dm and %d vcores: Kafka nodes%s with %dm heap"
        .formatted(
            node.memoryMb(),
            node.vcores(),
            spec.groups().isEmpty() && node.broker() ? "" : " of group " + node.group(),
            node.heapMb());
  }

  private static String kept(ArchiveSource source, UploadedFiles uploaded) throws IOException {
    if (source.local().isEmpty() || uploaded.holds(source.local().get(), source.place())) {
      return "no upload of " + source.place().getName() + ": it is there";
    }
    return "an upload of %s (%s)"
        .formatted(source.place().getName(), size(Files.size(source.local().get())));
  }

  static String size(long bytes) {
    return bytes < 1024 * 1024
        ? Math.max(1, bytes / 1024) + " KiB"
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024);
  }
}
