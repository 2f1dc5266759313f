/** The files that people share: their bytes, and what is known of them. */
package org.chancery.storage.files;
