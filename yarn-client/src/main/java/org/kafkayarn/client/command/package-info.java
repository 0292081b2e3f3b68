/** The verbs of the command line. */
package org.kafkayarn.client.command;
