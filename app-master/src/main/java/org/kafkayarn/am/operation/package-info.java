/** What operators order of a running cluster, and what carries it out. */
package org.kafkayarn.am.operation;
