package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code broker}: one broker or some; its verbs do the work. */
@Command(
    name = "broker",
    description = "Look at brokers: their logs and metrics.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn broker log|metrics …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help broker VERB")
public final class BrokerCommand {}
