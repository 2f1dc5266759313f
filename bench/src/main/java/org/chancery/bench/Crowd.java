package org.chancery.bench;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chancery.bench.client.Account;
import org.chancery.bench.client.Arrival;
import org.chancery.bench.client.Client;
import org.chancery.bench.client.Connector;

/** Logs many people in, a bounded number at a time, and out again. */
final class Crowd {
  private static final int AT_ONCE = 16;
  private static final long MINUTES = 10;

  private final Connector connector;
  private final List<Account> accounts;
  private final Arrival arrival;
  private final Client[] clients;
  private final Promise<Void> all;
  private int begun;
  private int done;

  private Crowd(Connector connector, List<Account> accounts, Arrival arrival) {
    this.connector = connector;
    this.accounts = accounts;
    this.arrival = arrival;
    this.clients = new Client[accounts.size()];
    this.all = connector.loop().newPromise();
  }

  /** Logs all in; the answer has the accounts' order. Fails when one cannot log in. */
  static List<Client> logIn(Connector connector, List<Account> accounts, Arrival arrival)
      throws InterruptedException {
    Crowd crowd = new Crowd(connector, accounts, arrival);
    connector.loop().execute(crowd::begin);
    if (!crowd.all.await(MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException("not all had logged in after " + MINUTES + " minutes");
    }
    if (!crowd.all.isSuccess()) {
      throw new IllegalStateException(crowd.all.cause().getMessage(), crowd.all.cause());
    }
    return List.of(crowd.clients);
  }

  private void begin() {
    for (int lane = 0; lane < Math.min(AT_ONCE, accounts.size()); lane++) {
      next();
    }
  }

  private void next() {
    int index = begun++;
    connector
        .logIn(accounts.get(index), arrival)
        .addListener((Future<Client> client) -> finished(index, client));
  }

  private void finished(int index, Future<Client> client) {
    if (!client.isSuccess()) {
      all.tryFailure(client.cause());
      return;
    }
    clients[index] = client.getNow();
    done++;
    if (done == accounts.size()) {
      all.trySuccess(null);
    } else if (begun < accounts.size()) {
      next();
    }
  }

  /** Closes all streams and waits until the connections are down, within a bound. */
  static void logOut(Connector connector, List<Client> clients) throws InterruptedException {
    connector.loop().submit(() -> clients.forEach(Client::close)).sync();
    for (Client client : clients) {
      client.close().await(1, TimeUnit.SECONDS);
    }
  }
}
