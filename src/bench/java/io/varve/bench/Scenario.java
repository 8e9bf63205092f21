package io.varve.bench;

/** One question about speed or size, answered by a table of ratios. */
interface Scenario {

    /** What {@code varve.bench.only} calls it. */
    String name();

    /** Heading of its section. */
    String title();

    void run(Bench bench) throws Exception;
}
