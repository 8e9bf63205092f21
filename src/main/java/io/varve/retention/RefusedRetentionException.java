package io.varve.retention;

/** Policies that contradict each other, or by which buckets could be lost before they are built. Says which and why. */
public class RefusedRetentionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedRetentionException(String message) {
        super(message);
    }
}
