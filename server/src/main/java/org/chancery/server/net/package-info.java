/** Transports: listeners and connections. They move bytes and know no users. */
package org.chancery.server.net;
