package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code metadata}: the version of Kafka's metadata; its verbs do the work. */
@Command(
    name = "metadata",
    description = "Show and upgrade the version of Kafka's metadata (metadata.version).",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn metadata show|upgrade …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help metadata VERB")
public final class MetadataCommand {}
