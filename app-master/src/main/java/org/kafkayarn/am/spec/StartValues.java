package org.kafkayarn.am.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** How the conditions of a start are written. */
final class StartValues {
  static final SpecValue<StartTime> TIME = new Time();
  static final SpecValue<OptionalInt> GANG = new Gang();
  static final SpecValue<StartConditions.Amount> AMOUNT = new Amount();
  static final SpecValue<String> RESERVATION = new Reservation();

  private StartValues() {}

  private static final class Time extends SpecValue<StartTime> {
    @Override
    StartTime parse(String label, String text) {
      return StartTime.parse(label, text);
    }

    @Override
    JsonNode write(StartTime value) {
      return JsonNodeFactory.instance.textNode(value.toString());
    }
  }

  /** {@code all}, or how many nodes. */
  private static final class Gang extends SpecValue<OptionalInt> {
    private static final String ALL = "all";

    @Override
    OptionalInt parse(String label, String text) {
      String stripped = text.strip();
      if (stripped.equals(ALL)) {
        return OptionalInt.empty();
      }
      if (!stripped.matches("-?[0-9]+")) {
        throw new UserError(label + ": neither all nor a number of nodes: " + text);
      }
      return OptionalInt.of(SpecValue.integer(1, SpecKey.MOST_BROKERS).parse(label, stripped));
    }

    @Override
    JsonNode write(OptionalInt value) {
      return value.isPresent()
          ? JsonNodeFactory.instance.numberNode(value.getAsInt())
          : JsonNodeFactory.instance.textNode(ALL);
    }
  }

  /** {@code memory=64g,vcores=16}, in a file also as a map; one of the two is enough. */
  private static final class Amount extends SpecValue<StartConditions.Amount> {
    private static final String MEMORY = "memory";
    private static final String VCORES = "vcores";

    /** More than any cluster has: 1 EiB. */
    private static final long MOST_MEMORY_MB = 1L << 40;

    @Override
    StartConditions.Amount parse(String label, String text) {
      Map<String, String> parts = new HashMap<>();
      for (String part : text.strip().split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 1
            || parts.put(part.substring(0, equals).strip(), part.substring(equals + 1)) != null) {
          throw wrong(label, text);
        }
      }
      return amount(label, text, parts);
    }

    @Override
    StartConditions.Amount read(String label, JsonNode node) {
      if (!node.isObject()) {
        return super.read(label, node);
      }
      Map<String, String> parts =
          node.properties().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> scalar(label, e.getValue())));
      return amount(label, node.toString(), parts);
    }

    private static StartConditions.Amount amount(
        String label, String text, Map<String, String> parts) {
      if (parts.isEmpty() || !List.of(MEMORY, VCORES).containsAll(parts.keySet())) {
        throw wrong(label, text);
      }
      long memory =
          parts.containsKey(MEMORY)
              ? mebibytes(label + ": " + MEMORY, parts.get(MEMORY), MOST_MEMORY_MB)
              : 0;
      int vcores =
          parts.containsKey(VCORES)
              ? integer(1, Integer.MAX_VALUE).parse(label + ": " + VCORES, parts.get(VCORES))
              : 0;
      return new StartConditions.Amount(memory, vcores);
    }

    private static UserError wrong(String label, String text) {
      return new UserError(
          label + ": not an amount: " + text + ". Write memory=64g,vcores=16, or one of the two");
    }

    @Override
    JsonNode write(StartConditions.Amount value) {
      String memory = value.memoryMb() == 0 ? "" : MEMORY + "=" + size(value.memoryMb());
      String vcores = value.vcores() == 0 ? "" : VCORES + "=" + value.vcores();
      return JsonNodeFactory.instance.textNode(
          memory + (memory.isEmpty() || vcores.isEmpty() ? "" : ",") + vcores);
    }
  }

  /** As Hadoop writes a ReservationId. */
  private static final class Reservation extends SpecValue<String> {
    @Override
    String parse(String label, String text) {
      String stripped = text.strip();
      if (!stripped.matches("reservation_[0-9]{1,18}_[0-9]{1,18}")) {
        throw new UserError(
            label
                + ": not a reservation's id: "
                + text
                + ". YARN writes it as reservation_1700000000000_0001");
      }
      return stripped;
    }

    @Override
    JsonNode write(String value) {
      return JsonNodeFactory.instance.textNode(value);
    }
  }
}
