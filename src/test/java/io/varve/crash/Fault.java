package io.varve.crash;

/** What is done to whoever stands at a {@link Point}, or to all. */
enum Fault {
    /** {@code kill -9}, and another start. */
    KILL_SERVICE,
    /** {@code pg_terminate_backend}. */
    TERMINATE_BACKEND,
    /** {@code pg_ctl stop -m immediate}, and recovery, under the service's feet. */
    STOP_DATABASE,
    /** SIGSTOP of the service, for longer than any timeout. */
    FREEZE_SERVICE,
    /** SIGSTOP of the session's process in the server, for as long. */
    FREEZE_BACKEND,
    /** SIGSTOP of it for less: others refresh and settle meanwhile, and then it goes on. */
    DELAY_BACKEND
}
