/**
 * Copies of what was signed, kept where the database's administrators cannot reach: by them a tail
 * that was cut off together with its checkpoints is missed. Time-stamps by others, RFC 3161.
 */
package org.chancery.storage.anchor;
