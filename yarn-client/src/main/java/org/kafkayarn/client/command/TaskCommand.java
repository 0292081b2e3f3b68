package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code task}: the programs beside the brokers; its verbs do the work. */
@Command(
    name = "task",
    description =
        "Run producers, consumers and other programs beside the brokers, and look after them.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn task VERB …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help task VERB")
public final class TaskCommand {}
