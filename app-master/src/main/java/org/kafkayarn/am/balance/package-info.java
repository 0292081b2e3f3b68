/** Where replicas should be: plans of moves from what is to what is wanted. Pure. */
package org.kafkayarn.am.balance;
