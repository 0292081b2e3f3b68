package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;

/** How many controllers form a quorum: an odd number. */
final class VoterCount extends SpecValue<Integer> {
  private static final int MOST = 7;

  private final SpecValue<Integer> number;

  /**
   * @param least 0 where no controller may be meant
   */
  VoterCount(int least) {
    this.number = integer(least, MOST);
  }

  @Override
  Integer parse(String label, String text) {
    int voters = number.parse(label, text);
    if (voters > 0 && voters % 2 == 0) {
      throw new UserError(
          "%s: %d is an even number: a quorum of %d survives the loss of no more voters than one of %d. Give %d or %d"
              .formatted(label, voters, voters, voters - 1, voters - 1, voters + 1));
    }
    return voters;
  }

  @Override
  JsonNode write(Integer value) {
    return number.write(value);
  }
}
