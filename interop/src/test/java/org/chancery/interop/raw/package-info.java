/** Hostile and broken input, written byte by byte to a server's sockets. */
package org.chancery.interop.raw;
