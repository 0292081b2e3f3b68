package org.kafkayarn.am.recovery;

import java.util.List;
import java.util.Optional;
import org.kafkayarn.am.plan.RecoveryRules.Proposal;
import org.kafkayarn.am.state.ClusterStatus.Survivor;

/**
 * What can be recovered, or what became of the order to do it. Its JSON is what {@code
 * /api/v1/recover} answers.
 *
 * @param offline how many partitions have no leader
 */
public record RecoveryReport(int offline, List<Line> partitions) {
  /**
   * One partition.
   *
   * @param replicas in the order of the assignment
   * @param inSync the absent nodes that had every committed record
   * @param survivors live copies, the most complete first
   * @param elect who would be elected, or was
   * @param refusal why nobody is elected now
   * @param loss what that may cost
   * @param failure what went wrong with the election; absent before it, and when it was done
   * @param done it was elected
   */
  public record Line(
      String partition,
      List<Integer> replicas,
      List<Integer> inSync,
      List<Survivor> survivors,
      Optional<Integer> elect,
      Optional<String> refusal,
      String loss,
      Optional<String> failure,
      boolean done) {}

  static Line line(Proposal proposal, Optional<String> failure, boolean done) {
    return new Line(
        proposal.partition().name(),
        proposal.partition().replicas(),
        proposal.partition().isr().stream().sorted().toList(),
        proposal.survivors().stream()
            .map(
                survivor ->
                    new Survivor(
                        survivor.node(),
                        survivor.endOffset(),
                        survivor.epoch(),
                        survivor.highWatermark().stream().boxed().findFirst()))
            .toList(),
        proposal.elect(),
        proposal.refusal(),
        proposal.loss(),
        failure,
        done);
  }
}
