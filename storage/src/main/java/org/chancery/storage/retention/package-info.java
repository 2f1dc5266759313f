/**
 * How long the record is kept: rules, legal holds, expiry of months, erasure of content. What is
 * done is in the record itself.
 */
package org.chancery.storage.retention;
