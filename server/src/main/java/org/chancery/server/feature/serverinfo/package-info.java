/**
 * What the operator tells about the service in its discovery: whom to contact (XEP-0157), and what
 * becomes of people's data (XEP-0504).
 */
package org.chancery.server.feature.serverinfo;
