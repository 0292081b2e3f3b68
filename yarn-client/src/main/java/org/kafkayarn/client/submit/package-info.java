/** From a complete spec to a running application: checks, uploads, the submission, the wait. */
package org.kafkayarn.client.submit;
