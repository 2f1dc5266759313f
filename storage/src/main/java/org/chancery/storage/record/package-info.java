/**
 * The record in PostgreSQL: writing it by group commit, its hash chain and signed checkpoints, and
 * the verifier.
 */
package org.chancery.storage.record;
