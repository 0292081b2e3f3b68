package org.kafkayarn.am.web;

/** Text in a page. */
final class Html {
  private Html() {}

  static String cell(String text) {
    return "<td>" + escape(text) + "</td>";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
