package org.kafkayarn.am.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.state.LeftBehind.Gone;

class LeftBehindsTest {
  private static LeftBehind left(String... directoryIds) {
    return new LeftBehind(1, "a", List.of("/disk/1"), Instant.EPOCH, List.of(directoryIds));
  }

  @Test
  void ofAnEntryWithTwoDisksTheOtherStays() {
    LeftBehinds both = new LeftBehinds(List.of(left("x", "y"), left()));
    LeftBehinds after = both.without(List.of(new Gone(1, "a", "x")));
    assertEquals(List.of(left("y"), left()), after.all());
    assertEquals(List.of(left("y")), after.without(List.of(new Gone(1, "a", ""))).all());
  }

  @Test
  void whatIsElsewhereOrUnderAnotherIdStays() {
    LeftBehinds known = new LeftBehinds(List.of(left("x")));
    assertEquals(
        known,
        known.without(
            List.of(new Gone(1, "b", "x"), new Gone(2, "a", "x"), new Gone(1, "a", "y"))));
    assertEquals(LeftBehinds.NONE, known.without(List.of(new Gone(1, "a", "x"))));
  }
}
