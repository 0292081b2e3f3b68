package org.kafkayarn.client.submit;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kafkayarn.am.spec.ClusterSpec;

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
    asks.add(
        "%d containers of %dm and %d vcores: Kafka nodes with %dm heap"
            .formatted(spec.brokers(), spec.memoryMb(), spec.vcores(), spec.heapMb()));
    asks.add(
        "%dm of memory and %d vcores in all"
            .formatted(
                (long) spec.brokers() * spec.memoryMb() + spec.amMemoryMb(),
                (long) spec.brokers() * spec.vcores() + 1));
    asks.add(kept(plan.kafka(), uploaded));
    if (plan.jdk().isPresent()) {
      asks.add(kept(plan.jdk().get(), uploaded));
    }
    return asks;
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
