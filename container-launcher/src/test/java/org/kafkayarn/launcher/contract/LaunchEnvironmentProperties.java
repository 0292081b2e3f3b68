package org.kafkayarn.launcher.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  void anEarlierMastersEnvironmentNamesNoDirectoryIds(@ForAll("specs") LaunchSpec spec) {
    Map<String, String> environment = LaunchEnvironment.toMap(spec);
    environment
        .keySet()
        .removeIf(
            name ->
                name.startsWith("KAFKA_YARN_DIRECTORY_")
                    || name.startsWith("KAFKA_YARN_LEFT_BEHIND_ID_")
                    || name.equals("KAFKA_YARN_METADATA_DIRECTORY"));
    LaunchSpec read = LaunchEnvironment.fromMap(environment);
    assertEquals(Map.of(), read.directoryIds());
    assertEquals(Set.of(), read.leftBehindIds());
    assertEquals(Optional.empty(), read.metadataDirectory());
    assertEquals(spec.dataDirs(), read.dataDirs());
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

  @Property(tries = 20)
  void anApplicationMasterOfAnEarlierVersionTellsNoOrigin(@ForAll("specs") LaunchSpec spec) {
    Map<String, String> environment = new HashMap<>(LaunchEnvironment.toMap(spec));
    environment.keySet().removeIf(name -> name.startsWith("KAFKA_YARN_ORIGIN_"));
    assertEquals(Origin.UNKNOWN, LaunchEnvironment.fromMap(environment).origin());
  }
}
