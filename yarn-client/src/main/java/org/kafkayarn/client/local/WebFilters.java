package org.kafkayarn.client.local;

import com.google.inject.servlet.GuiceFilter;
import java.lang.reflect.Field;
import javax.servlet.Filter;
import org.apache.hadoop.service.CompositeService;
import org.apache.hadoop.service.Service;
import org.apache.hadoop.yarn.server.nodemanager.webapp.WebServer;
import org.apache.hadoop.yarn.server.resourcemanager.ResourceManager;
import org.apache.hadoop.yarn.webapp.WebApp;
import org.eclipse.jetty.servlet.FilterHolder;

/**
 * Gives each daemon in this JVM its own web pages.
 *
 * <p>Guice's servlet filter (4.0 to 5.1) serves the pages that were registered last in the JVM
 * unless it is bound to some, and Hadoop (3.3 to 3.5) does not bind it: the ResourceManager's port
 * would show the pages of the last NodeManager.
 */
final class WebFilters {
  private WebFilters() {}

  /** To be called after each start of a NodeManager. */
  static void bindNodeManager(CompositeService nodeManager) {
    for (Service service : nodeManager.getServices()) {
      if (service instanceof WebServer) {
        bind((WebApp) get(WebServer.class, "webApp", service));
      }
    }
  }

  /** To be called after each start of a ResourceManager. */
  static void bindResourceManager(ResourceManager resourceManager) {
    bind((WebApp) get(ResourceManager.class, "webApp", resourceManager));
  }

  private static void bind(WebApp pages) {
    Object own = get(WebApp.class, "guiceFilter", pages);
    Object ownPages = get(GuiceFilter.class, "injectedPipeline", own);
    for (FilterHolder holder :
        pages.httpServer().getWebAppContext().getServletHandler().getFilters()) {
      Filter filter = holder.getFilter();
      if (filter instanceof GuiceFilter) {
        set(GuiceFilter.class, "injectedPipeline", filter, ownPages);
      }
    }
  }

  private static Object get(Class<?> type, String name, Object target) {
    try {
      return field(type, name).get(target);
    } catch (ReflectiveOperationException e) {
      throw unknown(type, name, e);
    }
  }

  private static void set(Class<?> type, String name, Object target, Object value) {
    try {
      field(type, name).set(target, value);
    } catch (ReflectiveOperationException e) {
      throw unknown(type, name, e);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static IllegalStateException unknown(Class<?> type, String name, Exception e) {
    return new IllegalStateException(
        "No field " + name + " in " + type.getName() + " of this Hadoop's libraries", e);
  }
}
