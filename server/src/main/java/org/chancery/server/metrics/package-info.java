/**
 * What an administrator's monitoring reads: counts and states, in the text format of Prometheus.
 */
package org.chancery.server.metrics;
