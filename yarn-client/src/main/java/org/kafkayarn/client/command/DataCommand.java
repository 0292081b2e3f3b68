package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code data}: a cluster's data on the hosts; its verbs do the work. */
@Command(
    name = "data",
    description = "Show a cluster's data on the hosts, remove what was left behind, keep a copy.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn data list|purge|export|restore …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help data VERB")
public final class DataCommand {}
