package org.kafkayarn.am.plan.task;

/** Lets the number of a task's instances follow its consumer group's lag. */
final class Scaling {
  private Scaling() {}

  static void decide(Planning turn) {}
}
