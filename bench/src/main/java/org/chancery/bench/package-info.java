/** Placeholder. */
package org.chancery.bench;
