package org.chancery.storage;

/**
 * A name and password for the database. Never logged: its text form leaves the password out.
 *
 * @param user the login role
 * @param password in the clear
 */
public record Credentials(String user, String password) {
  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
