/** Carries out plans of moves with Kafka's Admin, throttled. */
package org.kafkayarn.am.reassign;
