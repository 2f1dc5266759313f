package org.chancery.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.chancery.bench.client.Stanza;
import org.chancery.bench.client.StanzaScanner;

/**
 * A server with just what the generator needs of one: STARTTLS, PLAIN, binding, messages between
 * bare addresses. It can be told to do it wrong.
 */
final class SmallServer implements AutoCloseable {
  /** What becomes of a message: how often it is delivered. */
  interface Fate {
    int copies(int number);
  }

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final Map<String, Stream> available = new HashMap<>();
  private final SSLContext context;
  private final Channel channel;
  private final Fate fate;
  private int messages;

  SmallServer(SSLContext context, Fate fate) throws InterruptedException {
    this.fate = fate;
    this.context = context;
    this.channel =
        new ServerBootstrap()
            .group(group)
            .channel(EpollServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    accepted.pipeline().addLast(new Stream(accepted));
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0))
            .sync()
            .channel();
  }

  int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** A certificate of its own, made by the JDK's keytool. */
  static SSLContext certificate(Path directory)
      throws IOException, GeneralSecurityException, InterruptedException {
    Path file = directory.resolve("key.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String options =
        " -genkeypair -alias a -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -storepass secret -keystore ";
    List<String> words = List.of((keytool + options + file).split(" "));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "secret".toCharArray());
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys.getKeyManagers(), null, null);
    return made;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Stream extends SimpleChannelInboundHandler<ByteBuf>
      implements StanzaScanner.Sink {
    private final Channel connection;
    private final StanzaScanner scanner = new StanzaScanner(this);
    private String user = "";
    private boolean secure;

    Stream(Channel connection) {
      this.connection = connection;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext handler, ByteBuf bytes) {
      scanner.feed(bytes);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
      handler.close();
    }

    private void write(String xml) {
      connection.writeAndFlush(ByteBufUtil.writeUtf8(connection.alloc(), xml));
    }

    @Override
    public void opened() {
      String features =
          !secure
              ? "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>"
              : user.isEmpty()
                  ? "<mechanisms><mechanism>PLAIN</mechanism></mechanisms>"
                  : "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>";
      write(
          "<?xml version='1.0'?><stream:stream xmlns='jabber:client'"
              + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
              + "<stream:features>"
              + features
              + "</stream:features>");
    }

    @Override
    public void stanza(Stanza stanza) {
      if (stanza.named("starttls")) {
        write("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        connection.pipeline().addFirst(new SslHandler(engine));
        secure = true;
        scanner.restart();
      } else if (stanza.named("auth")) {
        authenticate(stanza);
      } else if (stanza.named("iq")) {
        iq(stanza);
      } else if (stanza.named("presence")) {
        available.put(user + "@localhost", this);
      } else if (stanza.named("message")) {
        message(stanza);
      }
    }

    private void authenticate(Stanza stanza) {
      String[] parts = new String(Base64.getDecoder().decode(stanza.text())).split("\0");
      if (!parts[2].equals(parts[1].replace("bench", "secret-"))) {
        write("<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><not-authorized/></failure>");
        return;
      }
      user = parts[1];
      write("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
      scanner.restart();
    }

    private void iq(Stanza stanza) {
      String bound =
          stanza.contains("<bind") ? "<bind><jid>" + user + "@localhost/x</jid></bind>" : "";
      write("<iq type='result' id='" + stanza.attribute("id").orElse("") + "'>" + bound + "</iq>");
    }

    private void message(Stanza stanza) {
      int copies = fate.copies(messages++);
      String to = stanza.attribute("to").orElse("");
      if (copies < 0) {
        write("<message type='error' id='" + stanza.attribute("id").orElse("") + "'/>");
      }
      for (int i = 0; i < copies; i++) {
        available.get(to).write(stanza.toString());
      }
    }

    @Override
    public void closed() {
      connection.close();
    }
  }
}
