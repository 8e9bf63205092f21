package io.varve.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Tells whether the client of a request is still there.
 *
 * <p>The servlet API does not: a client that has gone is noticed by writing to it, for {@code AsyncListener.onError} too. Tomcat
 * does not read from a connection while its request is being answered. So we do, without waiting, into the buffer that
 * Tomcat will read the next request from: nothing is lost, and the end of the stream is seen.
 */
@Component
public class Clients {

    private volatile @Nullable WatchedProtocol protocol;

    void watch(WatchedProtocol of) {
        protocol = of;
    }

    /** The client at the other end of the request's connection. */
    public Client of(HttpServletRequest request) {
        return new Client(request.getServletConnection().getConnectionId());
    }

    /** One client. */
    public final class Client {

        private final String connection;
        private @Nullable SocketWrapperBase<NioChannel> socket;

        private Client(String connection) {
            this.connection = connection;
        }

        /**
         * Whether it has closed its connection. To be asked by one thread at a time, and only while nobody reads the request: not
         * before its body has been read, nor after it has been answered.
         */
        public boolean isGone() {
            SocketWrapperBase<NioChannel> found = socket();
            if (found == null) {
                return false;
            }
            try {
                found.isReadyForRead();
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        private @Nullable SocketWrapperBase<NioChannel> socket() {
            WatchedProtocol watched = protocol;
            if (socket == null && watched != null) {
                for (SocketWrapperBase<NioChannel> open : watched.connections()) {
                    if (open.getServletConnection("http/1.1", "")
                            .getConnectionId()
                            .equals(connection)) {
                        socket = open;
                    }
                }
            }
            return socket;
        }
    }
}
