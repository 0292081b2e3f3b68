package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** On or off: {@code true} or {@code false}. */
final class FlagValue extends SpecValue<Boolean> {
  static final FlagValue FLAG = new FlagValue();

  private FlagValue() {}

  @Override
  Boolean parse(String label, String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UserError(label + ": not true or false: " + text);
    };
  }

  @Override
  JsonNode write(Boolean value) {
    return JsonNodeFactory.instance.booleanNode(value);
  }
}
