/** User search, XEP-0055, over the directories. */
package org.chancery.server.feature.search;
