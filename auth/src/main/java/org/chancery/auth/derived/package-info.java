/** SCRAM (RFC 5802) for people whose directory can only check passwords. */
package org.chancery.auth.derived;
