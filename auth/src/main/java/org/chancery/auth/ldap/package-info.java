/**
 * LDAP directories (RFC 4511) and Active Directory: people, passwords, groups, and who may no
 * longer log in. Every answer that is not a plain success denies.
 */
package org.chancery.auth.ldap;
