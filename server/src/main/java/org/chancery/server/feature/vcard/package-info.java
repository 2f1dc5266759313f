/**
 * What people say about themselves and what the directory says about them: vcard-temp (XEP-0054)
 * and vCard4 (XEP-0292).
 */
package org.chancery.server.feature.vcard;
