/** The server and its database killed at random moments, and what is on record afterwards. */
package org.chancery.interop.crash;
