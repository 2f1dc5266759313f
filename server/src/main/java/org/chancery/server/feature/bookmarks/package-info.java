/**
 * Bookmarks of rooms, XEP-0402, in step with the older forms of XEP-0048: in private XML and in one
 * node (XEP-0411).
 */
package org.chancery.server.feature.bookmarks;
