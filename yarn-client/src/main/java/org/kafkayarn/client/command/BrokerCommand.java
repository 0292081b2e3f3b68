package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code broker}: one broker or some; its verbs do the work. */
@Command(
    name = "broker",
    description = "Show brokers, change them, restart them; add and remove them.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn broker VERB …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help broker VERB")
public final class BrokerCommand {}
