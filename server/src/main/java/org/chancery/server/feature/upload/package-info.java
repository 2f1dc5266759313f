/**
 * HTTP File Upload, XEP-0363: people share files by address; the files and each download are on
 * record.
 */
package org.chancery.server.feature.upload;
