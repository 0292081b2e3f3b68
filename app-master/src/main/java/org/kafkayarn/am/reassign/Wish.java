package org.kafkayarn.am.reassign;

/** What is to become of an order that is being carried out. */
enum Wish {
  MOVE,
  /** What is under way ends, nothing new begins. */
  PAUSE,
  /** What is under way is cancelled; what is done stays. */
  STOP
}
