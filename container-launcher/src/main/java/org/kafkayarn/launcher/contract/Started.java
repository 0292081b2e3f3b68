package org.kafkayarn.launcher.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * What a Kafka process was started with.
 *
 * @param properties server.properties, complete but for log.dirs
 * @param heapMb its heap in MiB
 * @param jvmOptions more options of its JVM, in order
 */
public record Started(
    Origin origin, Map<String, String> properties, int heapMb, List<String> jvmOptions) {
  public Started {
    requireNonNull(origin);
    properties = Map.copyOf(properties);
    jvmOptions = List.copyOf(jvmOptions);
  }

  public static Started of(LaunchSpec spec) {
    return new Started(spec.origin(), spec.kafkaProperties(), spec.heapMb(), spec.jvmOptions());
  }

  /** Without the values: passwords are among them. */
  @Override
  public String toString() {
    return "Started[%s, %d properties, heap %d MiB, %s]"
        .formatted(origin, properties.size(), heapMb, jvmOptions);
  }
}
