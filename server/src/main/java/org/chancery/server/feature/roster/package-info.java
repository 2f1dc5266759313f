/** Rosters and subscriptions, RFC 6121 sections 2 and 3, with roster versioning (once XEP-0237). */
package org.chancery.server.feature.roster;
