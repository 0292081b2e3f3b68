package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code spec}: what is wanted of a cluster; its verbs do the work. */
@Command(
    name = "spec",
    description =
        "Show what is wanted of a cluster, change it while the cluster runs, and take changes back.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn spec get|diff|apply|history|rollback …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help spec VERB")
public final class SpecCommand {}
