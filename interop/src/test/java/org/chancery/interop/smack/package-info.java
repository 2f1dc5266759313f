/** Smack's own integration suite, run against a server, one JUnit result for each of its tests. */
package org.chancery.interop.smack;
