/** Presence broadcast, probes and directed presence, RFC 6121 section 4. */
package org.chancery.server.feature.presence;
