/** Passwords that people make for single devices, where those can't log in by other means. */
package org.chancery.auth.device;
