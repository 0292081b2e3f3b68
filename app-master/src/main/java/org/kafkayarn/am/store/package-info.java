/** The home directory of a cluster on a Hadoop file system: what outlives every process. */
package org.kafkayarn.am.store;
