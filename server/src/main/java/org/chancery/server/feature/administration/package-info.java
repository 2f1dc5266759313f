/** Service Administration, XEP-0133: what administrators do from their clients. */
package org.chancery.server.feature.administration;
