/**
 * Pictures of people, User Avatar (XEP-0084), shown in presence and vCards as well (XEP-0153,
 * XEP-0398).
 */
package org.chancery.server.feature.avatar;
