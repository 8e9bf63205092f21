package io.varve.ingest;

/**
 * What a transaction that writes has joined.
 *
 * @param position in PostgreSQL's own text form: it can be -infinity
 * @param micros the same in epoch micros, {@link Long#MIN_VALUE} for -infinity: what is written below it is logged
 * @param generation of the writers, which orders what they write
 */
record Fence(String position, long micros, long generation) {}
