package org.kafkayarn.launcher;

import java.util.List;
import org.kafkayarn.launcher.contract.FailureClass;

/** Kafka was not started, for a reason that has a class and fits one line. */
class LaunchFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureClass failure;

  LaunchFailure(FailureClass failure, String message) {
    super(message);
    this.failure = failure;
  }

  FailureClass failure() {
    return failure;
  }

  List<Integer> takenPorts() {
    return List.of();
  }
}
