/**
 * Conversations without sockets: the whole core with stores in memory, and clients that send and
 * receive XML.
 */
package org.chancery.server.testing;
