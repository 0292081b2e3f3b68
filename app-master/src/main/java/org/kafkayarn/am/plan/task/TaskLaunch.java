package org.kafkayarn.am.plan.task;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container of a task is started with.
 *
 * @param command for {@code bash -c}
 * @param environment variables, ours over those of the operator
 * @param clientFiles what is in client.properties and the like in the working directory, by the
 *     name without the extension
 * @param archives unpacked to folders of these names, by URI
 * @param files put there under these names, by URI
 * @param kafka Kafka's distribution, as a URI, for one that wants it
 */
public record TaskLaunch(
    int id,
    String command,
    SortedMap<String, String> environment,
    SortedMap<String, SortedMap<String, String>> clientFiles,
    SortedMap<String, String> archives,
    SortedMap<String, String> files,
    Optional<String> kafka) {
  public TaskLaunch {
    requireNonNull(command);
    environment = sorted(environment);
    clientFiles = sorted(clientFiles);
    archives = sorted(archives);
    files = sorted(files);
    requireNonNull(kafka);
  }

  private static <T> SortedMap<String, T> sorted(Map<String, T> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }
}
