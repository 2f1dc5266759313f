/** What the company allows: end-to-end encryption, and ways past the record. */
package org.chancery.server.policy;
