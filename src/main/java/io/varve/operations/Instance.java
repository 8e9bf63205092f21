package io.varve.operations;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.stereotype.Component;

/** This process among those that work on the same database. */
@Component
class Instance {

    private final String name = "%s/%d/%04x"
            .formatted(
                    host(),
                    ProcessHandle.current().pid(),
                    ThreadLocalRandom.current().nextInt(0x10000));

    /** Host, process number, and a number drawn at the start: containers often share the first two. */
    String name() {
        return name;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
