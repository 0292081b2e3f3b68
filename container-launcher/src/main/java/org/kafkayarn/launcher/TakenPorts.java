package org.kafkayarn.launcher;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.kafkayarn.launcher.contract.FailureClass;

/** Ports that Kafka is to listen on are in use. */
final class TakenPorts extends LaunchFailure {
  private static final long serialVersionUID = 1L;

  private final int[] ports;

  TakenPorts(List<Integer> ports, String why) {
    super(
        FailureClass.PORT_TAKEN,
        "the port "
            + ports.stream().map(String::valueOf).collect(Collectors.joining(" and the port "))
            + " cannot be listened on: "
            + why);
    this.ports = ports.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  List<Integer> takenPorts() {
    return Arrays.stream(ports).boxed().toList();
  }
}
