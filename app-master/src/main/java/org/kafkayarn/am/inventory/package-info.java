/** Pure: where a cluster's data lies on its hosts, whose it is, and what may be removed. */
package org.kafkayarn.am.inventory;
