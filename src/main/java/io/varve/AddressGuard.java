package io.varve;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Refuses to serve other machines unless told to. Runs before any bean exists: nothing is started in vain. */
@Component
class AddressGuard implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        Binder configuration = Binder.get(beanFactory.getBean(Environment.class));
        checkPort(configuration.bind("server.port", Integer.class).orElse(0));
        if (configuration
                .bindOrCreate("varve.security", SecurityProperties.class)
                .open()) {
            return;
        }
        check(configuration, "server.address", "SERVER_ADDRESS");
        if (configuration.bind("management.server.port", String.class).isBound()) {
            check(configuration, "management.server.address", "MANAGEMENT_SERVER_ADDRESS");
        }
    }

    private static void checkPort(int port) {
        if (port < 0 || port > 65535) {
            throw new UnusableAddressException("server.port is %d, but ports are 0 to 65535".formatted(port));
        }
    }

    private static void check(Binder configuration, String property, String variable) {
        InetAddress address = configuration.bind(property, InetAddress.class).orElse(null);
        if (!isLoopback(address)) {
            throw new UnusableAddressException(
                    "%s is %s, which other machines can reach: set VARVE_SECURITY_OPEN=true to let anybody there use Varve, or %s=127.0.0.1"
                            .formatted(property, address == null ? "unset" : address.getHostAddress(), variable));
        }
    }

    // No address at all means all of them.
    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
