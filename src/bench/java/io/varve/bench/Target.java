package io.varve.bench;

/** What a figure has to be. */
record Target(double bound, boolean atLeast, String text) {

    static Target atLeast(double bound) {
        return new Target(bound, true, ">= " + Section.figure(bound));
    }

    static Target atMost(double bound) {
        return new Target(bound, false, "<= " + Section.figure(bound));
    }

    Target unit(String unit) {
        return new Target(bound, atLeast, text + " " + unit);
    }

    Target aim(double better) {
        return new Target(bound, atLeast, text + ", aim " + Section.figure(better));
    }

    boolean met(double figure) {
        return atLeast ? figure >= bound : figure <= bound;
    }
}
