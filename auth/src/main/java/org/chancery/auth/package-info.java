/**
 * Who you are: directories and groups. The mechanisms by which a client proves it are in {@code
 * sasl}.
 */
package org.chancery.auth;
