package org.kafkayarn.am.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds the endpoint for a method and a path; what is named in full goes before a pattern. */
final class Routes {
  /**
   * An endpoint for a path.
   *
   * @param variables what stands where its pattern has names
   */
  record Match(Endpoint endpoint, Map<String, String> variables) {
    Match {
      variables = Map.copyOf(variables);
    }
  }

  private record Route(String method, List<String> segments, Endpoint endpoint) {
    private static boolean isName(String segment) {
      return segment.startsWith("{") && segment.endsWith("}");
    }

    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != segments.size()) {
        return Optional.empty();
      }
      Map<String, String> variables = new HashMap<>();
      for (int i = 0; i < path.size(); i++) {
        String segment = segments.get(i);
        if (isName(segment)) {
          variables.put(segment.substring(1, segment.length() - 1), path.get(i));
        } else if (!segment.equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(variables);
    }

    long names() {
      return segments.stream().filter(Route::isName).count();
    }
  }

  private final List<Route> routes = new ArrayList<>();

  Routes(Map<String, Endpoint> endpoints) {
    endpoints.forEach(
        (verb, endpoint) -> {
          int space = verb.indexOf(' ');
          routes.add(
              new Route(verb.substring(0, space), split(verb.substring(space + 1)), endpoint));
        });
    routes.sort((one, other) -> Long.compare(one.names(), other.names()));
  }

  Optional<Match> find(String method, String path) {
    List<String> segments = split(path);
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.match(segments);
      if (route.method().equals(method) && variables.isPresent()) {
        return Optional.of(new Match(route.endpoint(), variables.get()));
      }
    }
    return Optional.empty();
  }

  /** With which methods there is something at a path. */
  SortedSet<String> methods(String path) {
    List<String> segments = split(path);
    SortedSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.match(segments).isPresent()) {
        methods.add(route.method());
      }
    }
    return methods;
  }

  private static List<String> split(String path) {
    return List.of(path.split("/", -1));
  }
}
