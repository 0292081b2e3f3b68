package org.kafkayarn.client;

import org.kafkayarn.client.command.BrokerAddCommand;
import org.kafkayarn.client.command.BrokerCommand;
import org.kafkayarn.client.command.BrokerConfigCommand;
import org.kafkayarn.client.command.BrokerListCommand;
import org.kafkayarn.client.command.BrokerLogCommand;
import org.kafkayarn.client.command.BrokerMetricsCommand;
import org.kafkayarn.client.command.BrokerRemoveCommand;
import org.kafkayarn.client.command.BrokerRestartCommand;
import org.kafkayarn.client.command.BrokerStartCommand;
import org.kafkayarn.client.command.BrokerStopCommand;
import org.kafkayarn.client.command.BrokerUpdateCommand;
import org.kafkayarn.client.command.ClientConfigCommand;
import org.kafkayarn.client.command.CompletionCommand;
import org.kafkayarn.client.command.ControllerCommand;
import org.kafkayarn.client.command.ControllerListCommand;
import org.kafkayarn.client.command.DataCommand;
import org.kafkayarn.client.command.DataExportCommand;
import org.kafkayarn.client.command.DataListCommand;
import org.kafkayarn.client.command.DataPurgeCommand;
import org.kafkayarn.client.command.DataRestoreCommand;
import org.kafkayarn.client.command.DestroyCommand;
import org.kafkayarn.client.command.EventsCommand;
import org.kafkayarn.client.command.MetadataCommand;
import org.kafkayarn.client.command.MetadataShowCommand;
import org.kafkayarn.client.command.MetadataUpgradeCommand;
import org.kafkayarn.client.command.OperationAbortCommand;
import org.kafkayarn.client.command.OperationCommand;
import org.kafkayarn.client.command.OperationFollowCommand;
import org.kafkayarn.client.command.OperationListCommand;
import org.kafkayarn.client.command.OperationPauseCommand;
import org.kafkayarn.client.command.OperationResumeCommand;
import org.kafkayarn.client.command.QuotaCommand;
import org.kafkayarn.client.command.QuotaListCommand;
import org.kafkayarn.client.command.QuotaRemoveCommand;
import org.kafkayarn.client.command.QuotaSetCommand;
import org.kafkayarn.client.command.RecoverCommand;
import org.kafkayarn.client.command.SpecApplyCommand;
import org.kafkayarn.client.command.SpecCommand;
import org.kafkayarn.client.command.SpecDiffCommand;
import org.kafkayarn.client.command.SpecGetCommand;
import org.kafkayarn.client.command.SpecHistoryCommand;
import org.kafkayarn.client.command.SpecRollbackCommand;
import org.kafkayarn.client.command.StatusCommand;
import org.kafkayarn.client.command.StopCommand;
import org.kafkayarn.client.command.SubmitCommand;
import org.kafkayarn.client.command.Surroundings;
import org.kafkayarn.client.command.TaskAddCommand;
import org.kafkayarn.client.command.TaskCommand;
import org.kafkayarn.client.command.TaskListCommand;
import org.kafkayarn.client.command.TaskLogCommand;
import org.kafkayarn.client.command.TaskRemoveCommand;
import org.kafkayarn.client.command.TaskRestartCommand;
import org.kafkayarn.client.command.TaskScaleCommand;
import org.kafkayarn.client.command.TaskUpdateCommand;
import org.kafkayarn.client.command.TaskWaitCommand;
import org.kafkayarn.client.command.TopicAddCommand;
import org.kafkayarn.client.command.TopicCommand;
import org.kafkayarn.client.command.TopicDeleteCommand;
import org.kafkayarn.client.command.TopicElectCommand;
import org.kafkayarn.client.command.TopicListCommand;
import org.kafkayarn.client.command.TopicPartitionsCommand;
import org.kafkayarn.client.command.TopicRealignCommand;
import org.kafkayarn.client.command.TopicRebalanceCommand;
import org.kafkayarn.client.command.TopicUpdateCommand;
import org.kafkayarn.client.command.UpgradeCommand;
import org.kafkayarn.client.local.LocalCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All verbs of the command line, in the order in which help shows them. */
final class Verbs {
  private final Surroundings surroundings;

  Verbs(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The program without a verb; it only shows what there is. */
  @Command(
      name = "kafka-yarn",
      description = "Apache Kafka as an application of Apache Hadoop YARN.",
      synopsisHeading = "Usage: ",
      customSynopsis = "kafka-yarn [submit] -brokers 3 …, or kafka-yarn VERB …",
      commandListHeading = "%nVerbs:%n",
      footer = "%nThe options of a verb: kafka-yarn help VERB")
  private static final class Root {}

  /**
   * @param program runs a command line, for the verb that runs others
   */
  CommandLine all(LocalCommand.Program program) {
    return new CommandLine(new Root())
        .addSubcommand(new SubmitCommand(surroundings))
        .addSubcommand(new StatusCommand(surroundings))
        .addSubcommand(new EventsCommand(surroundings))
        .addSubcommand(spec())
        .addSubcommand(broker())
        .addSubcommand(controller())
        .addSubcommand(topic())
        .addSubcommand(quota())
        .addSubcommand(task())
        .addSubcommand(operation())
        .addSubcommand(new RecoverCommand(surroundings))
        .addSubcommand(metadata())
        .addSubcommand(new UpgradeCommand(surroundings))
        .addSubcommand(new StopCommand(surroundings))
        .addSubcommand(new DestroyCommand(surroundings))
        .addSubcommand(data())
        .addSubcommand(new ClientConfigCommand(surroundings))
        .addSubcommand(new LocalCommand(surroundings, program))
        .addSubcommand(new CompletionCommand(surroundings));
  }

  private CommandLine spec() {
    return new CommandLine(new SpecCommand())
        .addSubcommand(new SpecGetCommand(surroundings))
        .addSubcommand(new SpecDiffCommand(surroundings))
        .addSubcommand(new SpecApplyCommand(surroundings))
        .addSubcommand(new SpecHistoryCommand(surroundings))
        .addSubcommand(new SpecRollbackCommand(surroundings));
  }

  private CommandLine broker() {
    return new CommandLine(new BrokerCommand())
        .addSubcommand(new BrokerListCommand(surroundings))
        .addSubcommand(new BrokerAddCommand(surroundings))
        .addSubcommand(new BrokerRemoveCommand(surroundings))
        .addSubcommand(new BrokerUpdateCommand(surroundings))
        .addSubcommand(new BrokerStartCommand(surroundings))
        .addSubcommand(new BrokerStopCommand(surroundings))
        .addSubcommand(new BrokerRestartCommand(surroundings))
        .addSubcommand(new BrokerConfigCommand(surroundings))
        .addSubcommand(new BrokerLogCommand(surroundings))
        .addSubcommand(new BrokerMetricsCommand(surroundings));
  }

  private CommandLine controller() {
    return new CommandLine(new ControllerCommand())
        .addSubcommand(new ControllerListCommand(surroundings));
  }

  private CommandLine topic() {
    return new CommandLine(new TopicCommand())
        .addSubcommand(new TopicListCommand(surroundings))
        .addSubcommand(new TopicPartitionsCommand(surroundings))
        .addSubcommand(new TopicAddCommand(surroundings))
        .addSubcommand(new TopicUpdateCommand(surroundings))
        .addSubcommand(new TopicDeleteCommand(surroundings))
        .addSubcommand(new TopicElectCommand(surroundings))
        .addSubcommand(new TopicRebalanceCommand(surroundings))
        .addSubcommand(new TopicRealignCommand(surroundings));
  }

  private CommandLine task() {
    return new CommandLine(new TaskCommand())
        .addSubcommand(new TaskAddCommand(surroundings))
        .addSubcommand(new TaskListCommand(surroundings))
        .addSubcommand(new TaskUpdateCommand(surroundings))
        .addSubcommand(new TaskRestartCommand(surroundings))
        .addSubcommand(new TaskRemoveCommand(surroundings))
        .addSubcommand(new TaskScaleCommand(surroundings))
        .addSubcommand(new TaskWaitCommand(surroundings))
        .addSubcommand(new TaskLogCommand(surroundings));
  }

  private CommandLine quota() {
    return new CommandLine(new QuotaCommand())
        .addSubcommand(new QuotaListCommand(surroundings))
        .addSubcommand(new QuotaSetCommand(surroundings))
        .addSubcommand(new QuotaRemoveCommand(surroundings));
  }

  private CommandLine operation() {
    return new CommandLine(new OperationCommand())
        .addSubcommand(new OperationListCommand(surroundings))
        .addSubcommand(new OperationFollowCommand(surroundings))
        .addSubcommand(new OperationPauseCommand(surroundings))
        .addSubcommand(new OperationResumeCommand(surroundings))
        .addSubcommand(new OperationAbortCommand(surroundings));
  }

  private CommandLine metadata() {
    return new CommandLine(new MetadataCommand())
        .addSubcommand(new MetadataShowCommand(surroundings))
        .addSubcommand(new MetadataUpgradeCommand(surroundings));
  }

  private CommandLine data() {
    return new CommandLine(new DataCommand())
        .addSubcommand(new DataListCommand(surroundings))
        .addSubcommand(new DataPurgeCommand(surroundings))
        .addSubcommand(new DataExportCommand(surroundings))
        .addSubcommand(new DataRestoreCommand(surroundings));
  }
}
