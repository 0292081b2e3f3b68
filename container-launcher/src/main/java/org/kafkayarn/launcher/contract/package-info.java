/**
 * What the ApplicationMaster and a container's launcher say to one another: the launch environment,
 * the control protocol's verbs and the state that it answers. Both sides compile against these
 * types; the text on the wire is that of {@link java.util.Properties}.
 */
package org.kafkayarn.launcher.contract;
