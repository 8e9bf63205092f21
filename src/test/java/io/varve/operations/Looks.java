package io.varve.operations;

import io.varve.support.RunningVarve;

/** For tests of other packages whose service runs no jobs. */
public final class Looks {

    private Looks() {}

    /** Has the monitor look, and measure, once. */
    public static void once(RunningVarve varve) {
        varve.bean(Monitor.class).look(varve.clock().instant());
        varve.bean(Monitor.class).measure(varve.clock().instant());
    }
}
