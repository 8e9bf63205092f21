package io.varve.support;

/**
 * Stops {@linkplain Session#pausable pausable} sessions at the call of one SQL function, so that a test can let others act
 * in the middle of a step that is a single call. The function is renamed and a wrapper put in its place that waits for an
 * advisory lock the test holds. Meant for a database the test throws away.
 */
public final class PausePoint implements AutoCloseable {

    static final String APPLICATION_NAME = "paused-by-test";
    private static final int LOCK = 42;

    private final Session holder;

    private PausePoint(Session holder) {
        this.holder = holder;
    }

    /**
     * Closes the gate in front of a function.
     *
     * @param function schema and name
     * @param parameters as in its definition, with names
     * @param result its result type
     * @param arguments the parameters' names, to pass on
     */
    public static PausePoint before(
            TestDatabase database, String function, String parameters, String result, String arguments) {
        String name = function.substring(function.indexOf('.') + 1);
        Session holder = Session.open(database);
        holder.run("ALTER FUNCTION " + function + " RENAME TO " + name + "_unpaused");
        holder.run("CREATE FUNCTION " + function + "(" + parameters + ") RETURNS " + result
                + " LANGUAGE plpgsql AS $$ BEGIN"
                + " IF current_setting('application_name') = '" + APPLICATION_NAME + "' THEN"
                + " PERFORM pg_advisory_lock_shared(" + LOCK + "); PERFORM pg_advisory_unlock_shared(" + LOCK + ");"
                + " END IF;"
                + (result.equals("void")
                        ? " PERFORM " + function + "_unpaused(" + arguments + ");"
                        : " RETURN " + function + "_unpaused(" + arguments + ");")
                + " END $$");
        holder.run("SELECT pg_advisory_lock(" + LOCK + ")");
        return new PausePoint(holder);
    }

    /** Lets the waiting session, and every later one, go on. */
    public void open() {
        holder.run("SELECT pg_advisory_unlock_all()");
    }

    @Override
    public void close() {
        holder.close();
    }
}
