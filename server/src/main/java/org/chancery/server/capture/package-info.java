/**
 * The continuous proof that whatever the server takes in is on record: a test message through the
 * whole path, and the server's counts compared with the database's.
 */
package org.chancery.server.capture;
