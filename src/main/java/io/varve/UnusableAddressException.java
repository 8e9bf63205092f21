package io.varve;

/** The service must not, or cannot, listen at the address and port it was given. */
class UnusableAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableAddressException(String message) {
        super(message);
    }
}
