/** Blocking Command, XEP-0191: somebody is no longer heard, and no longer told anything. */
package org.chancery.server.feature.blocking;
