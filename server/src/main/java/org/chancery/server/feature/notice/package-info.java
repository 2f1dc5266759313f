/** Tells people that they are on record, and puts on record that they know. */
package org.chancery.server.feature.notice;
