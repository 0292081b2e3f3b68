/** How the client talks to people: lines, tables, durations. */
package org.kafkayarn.client.text;
