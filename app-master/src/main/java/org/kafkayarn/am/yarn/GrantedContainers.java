package org.kafkayarn.am.yarn;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerId;

/** YARN's own records of the granted containers, which a NodeManager wants to see. Thread-safe. */
public final class GrantedContainers {
  private final Map<String, Container> byId = new ConcurrentHashMap<>();

  void add(Container container) {
    byId.put(container.getId().toString(), container);
  }

  void remove(ContainerId id) {
    byId.remove(id.toString());
  }

  Optional<Container> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}
