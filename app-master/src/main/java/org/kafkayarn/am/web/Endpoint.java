package org.kafkayarn.am.web;

/** One resource of the API. */
interface Endpoint {
  Answer answer(Request request) throws InterruptedException;
}
