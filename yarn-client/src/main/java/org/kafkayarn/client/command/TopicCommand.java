package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code topic}: the cluster's topics; its verbs do the work. */
@Command(
    name = "topic",
    description = "Show, make, change and delete topics.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn topic VERB …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help topic VERB")
public final class TopicCommand {}
