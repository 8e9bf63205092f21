package io.varve.retention;

import java.time.Duration;

/** How retention waits for others. */
@FunctionalInterface
interface Pause {

    void rest(Duration length);

    /** Of the thread itself; one that is interrupted goes on at once. */
    static void sleep(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
