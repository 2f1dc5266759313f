/**
 * XMPP clients by the thousand on one event loop: just enough of RFC 6120 and RFC 6121 to log in
 * and chat, and as little work for each stanza as will do.
 */
package org.chancery.bench.client;
