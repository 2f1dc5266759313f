/** Makes the words of the record searchable, behind the writing of it. */
package org.chancery.storage.search;
