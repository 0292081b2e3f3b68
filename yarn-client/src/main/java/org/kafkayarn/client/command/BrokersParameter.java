package org.kafkayarn.client.command;

import org.kafkayarn.am.spec.BrokerExpression;
import picocli.CommandLine.Parameters;

/** Which brokers a verb is about. */
final class BrokersParameter {
  @Parameters(
      paramLabel = "BROKERS",
      description = "Ids as 0, 0,1, 0..2 or *, and behind them a filter as [rack=r1].")
  private String brokers;

  /** Checked to be an expression. */
  String text() {
    return BrokerExpression.parse("BROKERS", brokers).text();
  }
}
