package io.varve.query;

/**
 * What was read in a snapshot that is there already, and by which plan. What is pending there, and whether custom rollups are what they were
 * planned to be, is known once it has been asked.
 */
record Settled(PreparedQuery planned, Page page) {

    /** Reads as planned; without rows where it has to be planned again. */
    interface Read {
        Page with(PreparedQuery planned, PendingHull hull);
    }

    /** Where this is expected to be pending; in the end from tiers alone. Without rows only if the whole has to be planned again. */
    static Settled of(PreparedQuery asked, PendingHull hull, Read read) {
        Settled settled = read(asked.where(hull), hull, read);
        if (settled.asksAgain()) {
            settled = read(asked.where(settled.pending()), settled.pending(), read);
        }
        // Other tiers may be read instead of a rollup, with other entries.
        for (int tries = 0; tries < 2 && settled.asksAgain() && asked.takesShortcuts(); tries++) {
            settled = read(asked.with(Shortcuts.NONE), settled.pending(), read);
        }
        return settled;
    }

    private static Settled read(PreparedQuery planned, PendingHull hull, Read read) {
        return new Settled(planned, read.with(planned, hull));
    }

    boolean asksAgain() {
        return page.seen().replan();
    }

    private PendingHull pending() {
        return page.seen().pending();
    }
}
