/** A record of many millions of messages, and how fast people can ask it. */
package org.chancery.bench.record;
