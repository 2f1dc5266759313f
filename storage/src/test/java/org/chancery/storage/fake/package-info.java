/** Stores in memory for tests; they pass the same contract tests as those on PostgreSQL. */
package org.chancery.storage.fake;
