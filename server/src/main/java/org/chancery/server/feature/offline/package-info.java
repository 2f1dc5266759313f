/**
 * Offline messages, XEP-0160, with delay stamps, XEP-0203: rows of the record that wait to be
 * delivered.
 */
package org.chancery.server.feature.offline;
