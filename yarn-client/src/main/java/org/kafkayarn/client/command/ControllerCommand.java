package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code controller}: the metadata quorum; its verbs do the work. */
@Command(
    name = "controller",
    description = "Show the nodes of the metadata quorum.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn controller list …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help controller VERB")
public final class ControllerCommand {}
