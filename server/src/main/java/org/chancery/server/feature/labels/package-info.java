/**
 * Security Labels, XEP-0258: the company's markings, such as "confidential", on messages; who may
 * use and see each of them is decided by groups of the directory.
 */
package org.chancery.server.feature.labels;
