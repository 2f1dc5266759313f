/**
 * Push Notifications, XEP-0357: a device that is not connected is woken through the push service
 * that it named, for messages on record.
 */
package org.chancery.server.feature.push;
