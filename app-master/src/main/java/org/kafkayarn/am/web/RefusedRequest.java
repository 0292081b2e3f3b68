package org.kafkayarn.am.web;

import java.util.Optional;
import org.kafkayarn.am.spec.UserError;

/** A request that is not done, and has changed nothing: the server answers it as a problem. */
final class RefusedRequest extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient Optional<String> field;

  RefusedRequest(int code, String line) {
    this(code, line, Optional.empty());
  }

  RefusedRequest(int code, String line, Optional<String> field) {
    super(line);
    this.code = code;
    this.field = field;
  }

  /**
   * @param field what in the request is wrong
   * @param why what is wrong with it; the line begins with the field
   */
  static RefusedRequest field(String field, String why) {
    return new RefusedRequest(400, field + ": " + why, Optional.of(field));
  }

  /** What the reader of a field says, which names the field. */
  static RefusedRequest of(String field, UserError e) {
    return new RefusedRequest(400, e.getMessage(), Optional.of(field));
  }

  Answer answer() {
    return Answer.problem(code, getMessage(), field);
  }
}
