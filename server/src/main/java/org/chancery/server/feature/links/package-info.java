/**
 * Links between messages on record: which one a correction (XEP-0308), retraction (XEP-0424),
 * reaction (XEP-0444), marker (XEP-0333), receipt (XEP-0184) or reply (XEP-0461) is about. The
 * earlier message is never changed.
 */
package org.chancery.server.feature.links;
