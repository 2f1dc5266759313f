/**
 * XMPP Ping, XEP-0199: the server and every account answer whether they are there. The feature to
 * copy for a new one.
 */
package org.chancery.server.feature.ping;
