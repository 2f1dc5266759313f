/** Unique and Stable Stanza IDs, XEP-0359: a forged archive id never gets past the server. */
package org.chancery.server.feature.stanzaids;
