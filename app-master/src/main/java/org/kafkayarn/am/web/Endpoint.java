package org.kafkayarn.am.web;

/** One resource of the API. */
public interface Endpoint {
  Answer answer(Request request) throws InterruptedException, RefusedRequest;
}
