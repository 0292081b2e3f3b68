package org.kafkayarn.am.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kafkayarn.am.balance.Bounds;
import org.kafkayarn.am.balance.Drain;
import org.kafkayarn.am.balance.Layout;
import org.kafkayarn.am.balance.Proposal;
import org.kafkayarn.am.balance.Realign;
import org.kafkayarn.am.balance.Rebalance;
import org.kafkayarn.am.balance.Refusal;
import org.kafkayarn.am.balance.ReplicationChange;
import org.kafkayarn.am.balance.ScaleUp;

/** Makes plans of orders. Pure. */
final class Moves {
  private Moves() {}

  static Proposal propose(Layout layout, MoveOrder order) throws Refused {
    try {
      return switch (order.kind()) {
        case REBALANCE ->
            Rebalance.propose(
                layout, order.topics(), order.brokers(), order.replicationFactor(), Bounds.DEFAULT);
        case REALIGN ->
            Realign.propose(
                layout,
                order.topics(),
                new ArrayList<>(order.brokers()),
                order.replicationFactor(),
                0,
                Bounds.DEFAULT);
        case REPLICATION ->
            ReplicationChange.propose(
                layout,
                order.topics(),
                order
                    .replicationFactor()
                    .orElseThrow(
                        () -> Refused.field("replicationFactor", "how many? Give a number")),
                Bounds.DEFAULT);
        case ONTO -> ScaleUp.propose(layout, order.brokers(), order.topics(), Bounds.DEFAULT);
      };
    } catch (Refusal e) {
      throw Refused.now(e.getMessage());
    }
  }

  static Proposal drain(Layout layout, Set<Integer> leaving) throws Refused {
    try {
      return Drain.propose(layout, leaving, Bounds.DEFAULT);
    } catch (Refusal e) {
      throw Refused.now(e.getMessage());
    }
  }

  static MovePreview preview(Proposal proposal) {
    List<MovePreview.BrokerChange> brokers =
        proposal.brokers().stream()
            .map(
                share ->
                    new MovePreview.BrokerChange(
                        share.broker(),
                        share.before().replicas(),
                        share.after().replicas(),
                        share.before().leaders(),
                        share.after().leaders(),
                        share.before().bytes(),
                        share.after().bytes()))
            .toList();
    return new MovePreview(
        proposal.plan().moves().size(),
        proposal.bytesToMove(),
        brokers,
        proposal.isEmpty() ? List.of("nothing has to move") : List.of());
  }
}
