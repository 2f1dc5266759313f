/** Streams and sessions: negotiation, binding, stream management, who is online. */
package org.chancery.server.session;
