/**
 * What happened to the cluster and why, as events for operators: derived from states and plans
 * without any I/O, kept in memory for readers.
 */
package org.kafkayarn.am.events;
