package io.varve.web;

import java.util.Collection;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** The protocol of our connector, whose connections {@link Clients} looks at. Public, because Tomcat makes it by its name. */
public class WatchedProtocol extends Http11NioProtocol {

    Collection<SocketWrapperBase<NioChannel>> connections() {
        @SuppressWarnings("unchecked") // It is a NioEndpoint, as the super class made it.
        Collection<SocketWrapperBase<NioChannel>> open = (Collection<SocketWrapperBase<NioChannel>>)
                (Collection<?>) getEndpoint().getConnections();
        return open;
    }
}
