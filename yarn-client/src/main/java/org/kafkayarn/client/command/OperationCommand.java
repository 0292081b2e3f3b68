package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code operation}: what operators have ordered; its verbs do the work. */
@Command(
    name = "operation",
    description = "Show what was ordered and how far it is; pause it, resume it, abort it.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn operation list|follow|pause|resume|abort …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help operation VERB")
public final class OperationCommand {}
