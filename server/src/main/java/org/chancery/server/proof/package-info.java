/**
 * Keeps the proof of the record: anchors what was signed outside the database, and verifies the
 * whole record now and then.
 */
package org.chancery.server.proof;
