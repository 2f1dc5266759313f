/** Servers and processes for tests from outside: over sockets, by other people's clients. */
package org.chancery.interop;
