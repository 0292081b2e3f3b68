/**
 * What the operator wants of one cluster: its words, its parts, its defaults and its checks.
 * Nothing here knows Hadoop or Kafka's classes. The way of a wish: {@link
 * org.kafkayarn.am.spec.SpecFile} and flags give {@link org.kafkayarn.am.spec.SpecChanges}; laid
 * over one another they are completed by {@link org.kafkayarn.am.spec.SpecRules} to a {@link
 * org.kafkayarn.am.spec.ClusterSpec}; {@link org.kafkayarn.am.spec.SpecDiff} tells what differs
 * from the last one.
 */
package org.kafkayarn.am.spec;
