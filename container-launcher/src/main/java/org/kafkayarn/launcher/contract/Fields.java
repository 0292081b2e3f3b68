package org.kafkayarn.launcher.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Named texts, lists of them numbered from 0, with errors that name what is missing or wrong. */
final class Fields {
  private final String what;
  private final Map<String, String> map;

  Fields(String what, Map<String, String> map) {
    this.what = what;
    this.map = map;
  }

  Fields(String what) {
    this(what, new TreeMap<>());
  }

  Map<String, String> map() {
    return map;
  }

  void put(String name, Object value) {
    map.put(name, value.toString());
  }

  void put(String name, Optional<?> value) {
    value.ifPresent(v -> put(name, v));
  }

  void putList(String name, List<String> values) {
    for (int i = 0; i < values.size(); i++) {
      put(name + i, values.get(i));
    }
  }

  /** In the order of the map, which its reader finds again. */
  void putMap(String keys, String values, Map<String, ?> entries) {
    putList(keys, List.copyOf(entries.keySet()));
    putList(values, entries.values().stream().map(Object::toString).toList());
  }

  String get(String name) {
    String value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the " + what + " lacks " + name);
    }
    return value;
  }

  <T> T get(String name, Function<String, T> parser) {
    String value = get(name);
    try {
      return parser.apply(value);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "the " + what + " has a wrong " + name + ": \"" + value + "\"", e);
    }
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(map.get(name));
  }

  <T> Optional<T> find(String name, Function<String, T> parser) {
    return find(name).map(value -> get(name, parser));
  }

  <T> List<T> list(String name, Function<String, T> parser) {
    List<T> values = new ArrayList<>();
    for (int i = 0; i < list(name).size(); i++) {
      values.add(get(name + i, parser));
    }
    return values;
  }

  List<String> list(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; map.containsKey(name + i); i++) {
      values.add(map.get(name + i));
    }
    return values;
  }

  Map<String, String> map(String keys, String values) {
    List<String> names = list(keys);
    Map<String, String> entries = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      entries.put(names.get(i), get(values + i));
    }
    return entries;
  }
}
