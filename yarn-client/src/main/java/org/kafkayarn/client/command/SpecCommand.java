package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code spec}: what is wanted of a cluster; its verbs do the work. */
@Command(
    name = "spec",
    description = "Show what is wanted of a cluster, and change it while the cluster runs.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn spec get|diff|apply …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help spec VERB")
public final class SpecCommand {}
