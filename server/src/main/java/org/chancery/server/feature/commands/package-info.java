/** Ad-Hoc Commands, XEP-0050: what clients can be offered to do in a dialogue of forms. */
package org.chancery.server.feature.commands;
