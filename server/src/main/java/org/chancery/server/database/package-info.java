/**
 * The server's database: opened as configured, embedded or somebody else's, and found by commands
 * while the server runs.
 */
package org.chancery.server.database;
