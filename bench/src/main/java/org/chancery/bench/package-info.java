/** The load generator's command line and its scenarios; see docs/performance.md. */
package org.chancery.bench;
