package org.kafkayarn.client.command;

import picocli.CommandLine.Command;

/** {@code quota}: how much of the cluster its clients may take; its verbs do the work. */
@Command(
    name = "quota",
    description = "Show, set and remove quotas of clients.",
    synopsisHeading = "Usage: ",
    customSynopsis = "kafka-yarn quota VERB …",
    commandListHeading = "%nVerbs:%n",
    footer = "%nThe options of a verb: kafka-yarn help quota VERB")
public final class QuotaCommand {}
