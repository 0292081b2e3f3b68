package org.kafkayarn.am.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SortedSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicExpressionTest {
  private static final List<String> TOPICS = List.of("orders", "order-items", "payments", "__x");

  private static SortedSet<String> of(String text) {
    return TopicExpression.parse("topics", text).of(TOPICS);
  }

  @ParameterizedTest(name = "{0} are {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "orders|orders",
        "orders, payments,orders|orders payments",
        "order*|order-items orders",
        "*|__x order-items orders payments",
        "p*,orders|orders payments",
        "orders*|orders"
      })
  void namesPrefixesAndListsAreMeant(String text, String topics) {
    assertEquals(List.of(topics.split(" ", -1)), List.copyOf(of(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|topics: not a topic: nothing. Write names of",
        "a,,b|topics: not a topic: nothing. Write names of",
        "a b|topics: not a topic: a b. Write names of",
        "**|topics: not a topic: **. Write names of",
        "a*b|topics: not a topic: a*b. Write names of",
        "ordres|topics: there is no topic ordres. Did you mean orders?",
        "x*|topics: no topic begins with x. Did you mean __x?"
      })
  void whatIsNoTopicIsNamedWithTheRemedy(String text, String line) {
    String message = assertThrows(UserError.class, () -> of(text)).getMessage();
    assertTrue(message.startsWith(line), message);
  }

  @Test
  void allOfNoneIsNone() {
    assertTrue(TopicExpression.parse("topics", "*").of(List.of()).isEmpty());
    assertEquals(
        "topics: there is no topic a. There are no topics",
        assertThrows(UserError.class, () -> TopicExpression.parse("topics", "a").of(List.of()))
            .getMessage());
  }

  @Test
  void aNameIsToldFromAPattern() {
    TopicExpression expression = TopicExpression.parse("topics", "order*,__x");
    assertTrue(expression.names("__x"));
    assertFalse(expression.names("orders"));
    assertTrue(TopicExpression.isName("a.b_c-1"));
    assertFalse(TopicExpression.isName(".."));
    assertFalse(TopicExpression.isName("a".repeat(250)));
  }

  @Property(tries = 1000)
  void anyTextIsUnderstoodOrRefusedInOneLine(@ForAll String any) {
    try {
      assertTrue(TOPICS.containsAll(of(any)));
    } catch (UserError e) {
      assertTrue(e.getMessage().startsWith("topics: "), e.getMessage());
    }
  }
}
