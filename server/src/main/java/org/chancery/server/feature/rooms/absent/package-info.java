/** Messages of rooms for members who have not joined, as their bookmarks say (XEP-0492). */
package org.chancery.server.feature.rooms.absent;
