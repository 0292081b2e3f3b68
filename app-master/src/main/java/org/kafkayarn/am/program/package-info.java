/** Which kafka-yarn runs a cluster, and how one hands it over to another. */
package org.kafkayarn.am.program;
