/** The program of the short containers that look at, and remove, a cluster's data on one host. */
package org.kafkayarn.launcher.inventory;
