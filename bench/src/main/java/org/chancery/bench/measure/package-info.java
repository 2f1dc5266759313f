/** Latency, CPU time and memory, measured from outside, and their presentation. */
package org.chancery.bench.measure;
