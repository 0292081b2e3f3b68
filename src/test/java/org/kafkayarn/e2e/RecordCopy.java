package org.kafkayarn.e2e;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** A record with a few of its many components changed. */
final class RecordCopy {
  private RecordCopy() {}

  static <T extends Record> T with(T record, Map<String, ?> changed)
      throws ReflectiveOperationException {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      values[i] =
          changed.containsKey(name)
              ? changed.get(name)
              : components[i].getAccessor().invoke(record);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    @SuppressWarnings("unchecked")
    Class<T> type = (Class<T>) record.getClass();
    return type.getDeclaredConstructor(types).newInstance(values);
  }
}
