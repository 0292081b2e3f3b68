/** The client's edges: the ResourceManager, and the ApplicationMaster's API. */
package org.kafkayarn.client.yarn;
