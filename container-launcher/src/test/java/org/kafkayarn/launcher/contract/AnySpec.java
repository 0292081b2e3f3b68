package org.kafkayarn.launcher.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Launch specs with any strings in them. */
final class AnySpec {
  private AnySpec() {}

  /** Every UTF-16 code unit, lone surrogates and NUL too, with what shells and YARN read often. */
  static Arbitrary<String> text() {
    Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(12);
    Arbitrary<String> nasty =
        Arbitraries.of(
                "\"",
                "'",
                "$",
                "`",
                "\\",
                "{{",
                "}}",
                "{{HOME}}",
                "<LOG_DIR>",
                "<CPS>",
                "$(id)",
                "${x}",
                "$HOME",
                "!",
                "#",
                "=",
                "\n",
                "\r\n",
                "\t",
                " ",
                "%",
                "*",
                "ä",
                "\u2028",
                "{",
                "}",
                "<",
                ">",
                "&",
                "|",
                ";",
                "\\u0041",
                "{{{{JVM_ADD_OPENS_JDK17_PLUS}}")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(any, nasty);
  }

  static Arbitrary<Map<String, String>> properties() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange('a', 'z').withChars("._-").ofMaxLength(20), text());
    return Arbitraries.maps(keys, text()).ofMaxSize(6);
  }

  static Arbitrary<LaunchSpec> specs() {
    Arbitrary<List<String>> texts = text().list().ofMaxSize(3);
    Arbitrary<Optional<String>> maybe = text().optional();
    return Combinators.combine(text(), properties(), texts, maybe, Arbitraries.integers())
        .as(
            (text, properties, list, optional, number) ->
                new LaunchSpec(
                    text,
                    text + "u",
                    text,
                    number,
                    text,
                    number,
                    List.of(1, number),
                    list,
                    number % 2 == 0,
                    optional,
                    properties,
                    number,
                    list,
                    text,
                    optional,
                    text,
                    Duration.ofMillis(Math.abs((long) number)),
                    Duration.ofSeconds(3),
                    properties,
                    Set.copyOf(list),
                    optional,
                    new Origin(text, number, number, number)));
  }
}
