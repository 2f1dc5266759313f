/**
 * The session request of RFC 3921: nothing happens, but old clients ask for it and wait for the
 * answer.
 */
package org.chancery.server.feature.legacysession;
