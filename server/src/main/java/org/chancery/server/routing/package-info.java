/** The path of a stanza: the only place that knows it. */
package org.chancery.server.routing;
