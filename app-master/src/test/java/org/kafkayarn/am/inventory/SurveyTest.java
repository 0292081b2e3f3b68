package org.kafkayarn.am.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kafkayarn.am.inventory.Survey.Phase;
import org.kafkayarn.am.state.Held;
import org.kafkayarn.launcher.contract.DataAnswer;

class SurveyTest {
  private static final Instant T0 = Instant.parse("2026-07-01T12:00:00Z");
  private static final DataAnswer SEEN =
      new DataAnswer(List.of(), List.of("/d"), List.of(), List.of(), List.of());

  private static Survey begun() {
    return Survey.begin(List.of("h0", "h1"), Map.of(), Duration.ofSeconds(60), T0);
  }

  private static Survey granted(Survey survey, int number, String host, String container) {
    return survey.granted(List.of(new Held(container, number, host, "", 0)), T0.plusSeconds(1));
  }

  private static Optional<String> trouble(Survey survey, int number) {
    return survey.visit(number).orElseThrow().trouble();
  }

  @Test
  void everyHostIsVisitedOnceAndAnswers() {
    Survey survey = granted(granted(begun(), 0, "h0", "c0"), 1, "h1", "c1");
    survey = survey.heard(0, T0.plusSeconds(2)).heard(1, T0.plusSeconds(2)).answered(0, SEEN);
    assertFalse(survey.done());
    survey = survey.answered(1, SEEN);
    assertTrue(survey.done());
    assertEquals(SEEN, survey.result(T0).hosts().get(1).found());
    assertEquals(Optional.empty(), survey.result(T0).hosts().get(1).unreachable());
  }

  @Test
  void whatNobodyAskedForIsExcess() {
    Survey survey = granted(granted(begun(), 0, "h0", "c0"), 0, "h0", "c1");
    survey = granted(granted(survey, 1, "h0", "c2"), 7, "h1", "c3");
    assertEquals(List.of("c1", "c2", "c3"), survey.excess());
    assertEquals(Phase.ASKED, survey.visit(1).orElseThrow().phase());
  }

  @Test
  void aHostThatGrantsNothingIsGivenUpAtTheLimitAndNotBefore() {
    Survey survey = begun();
    assertEquals(T0.plusSeconds(60), survey.deadline());
    assertEquals(survey, survey.overdue(T0.plusSeconds(59)));
    Survey after = survey.overdue(T0.plusSeconds(60));
    assertTrue(after.done());
    assertEquals(
        "YARN has granted no container there within 60 s", trouble(after, 0).orElseThrow());
  }

  @Test
  void longWorkIsWaitedForAsLongAsItSaysThatItGoesOn() {
    Survey survey = granted(begun(), 0, "h0", "c0").heard(0, T0.plusSeconds(50));
    survey = survey.heard(0, T0.plusSeconds(100)).overdue(T0.plusSeconds(159));
    assertEquals(Optional.empty(), trouble(survey, 0));
    assertTrue(trouble(survey.overdue(T0.plusSeconds(160)), 0).isPresent());
  }

  @Test
  void aContainerThatEndsWithoutAnAnswerIsTold() {
    Survey survey = granted(begun(), 0, "h0", "c0").completed("c0", 72, "no Java 17");
    assertEquals(
        "its container ended with 72 before it answered: no Java 17",
        trouble(survey, 0).orElseThrow());
    Survey answered = granted(begun(), 0, "h0", "c0").answered(0, SEEN).completed("c0", 0, "");
    assertEquals(Optional.empty(), trouble(answered, 0));
  }

  @Test
  void aHostThatIsLostIsNotWaitedFor() {
    Survey survey =
        Survey.begin(List.of("h0"), Map.of("h0", "it is LOST"), Duration.ofSeconds(60), T0);
    assertTrue(survey.done());
    assertEquals("it is LOST", trouble(survey, 0).orElseThrow());
    assertEquals(survey.visits(), survey.heard(0, T0).answered(0, SEEN).visits());
  }
}
