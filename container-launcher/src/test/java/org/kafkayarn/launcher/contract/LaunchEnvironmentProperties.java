package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LaunchEnvironmentProperties {
  @Provide
  Arbitrary<LaunchSpec> specs() {
    return AnySpec.specs();
  }

  @Property
  void aSpecComesBackFromItsEnvironment(@ForAll("specs") LaunchSpec spec) {
    assertEquals(spec, LaunchEnvironment.fromMap(LaunchEnvironment.toMap(spec)));
  }

  @Property
  void aSpecComesBackFromItsText(@ForAll("specs") LaunchSpec spec) {
    assertEquals(spec, LaunchEnvironment.fromText(LaunchEnvironment.toText(spec)));
  }

  @Property
  void anEnvironmentIsPlainAsciiUnderNamesThatAShellTakes(@ForAll("specs") LaunchSpec spec) {
    Map<String, String> environment = LaunchEnvironment.toMap(spec);
    environment.forEach(
        (name, value) -> {
          assertTrue(name.matches("KAFKA_[A-Z0-9_]+"), name);
          assertTrue(AsciiText.isPlain(value), value);
        });
  }
}
