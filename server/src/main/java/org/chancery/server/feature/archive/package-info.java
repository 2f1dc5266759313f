/**
 * Message Archive Management, XEP-0313, with full-text search, XEP-0431: a person's own history,
 * read from the record itself. What shows here is decided apart from what is on record.
 */
package org.chancery.server.feature.archive;
