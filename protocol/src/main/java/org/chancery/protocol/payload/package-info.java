/** Payloads that several features use. */
package org.chancery.protocol.payload;
