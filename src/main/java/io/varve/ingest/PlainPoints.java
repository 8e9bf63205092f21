package io.varve.ingest;

/**
 * The short way into an {@link Intake}, for points whose series is known by the bytes that name it: from earlier in the
 * request, or from an earlier request. Only the time and the value of such a point have to be read. The first point of
 * every other series goes the long way and is then learnt from.
 */
final class PlainPoints {

    final PlainKey key;
    private final Intake intake;
    private final SeriesMemory memory;
    private final PlainSeries series = new PlainSeries();
    private int hash;

    PlainPoints(byte[] form, Intake intake, SeriesMemory memory) {
        this.key = new PlainKey(form);
        this.intake = intake;
        this.memory = memory;
    }

    boolean take(PlainPoint point, long number) {
        key.clear();
        point.key(key);
        return take(point.time(), point.value(), number);
    }

    /** Takes a point of the series that {@link #key} names; false if it has to go the long way. */
    boolean take(long time, double value, long number) {
        hash = key.hash();
        int reference = series.get(key, hash);
        if (reference == PlainSeries.UNKNOWN) {
            reference = recall(number);
        }
        if (reference == PlainSeries.UNKNOWN) {
            return false;
        }
        intake.add(reference, time, value);
        return true;
    }

    /** To be called when the point that was not taken has gone the long way: its like can be taken from now on. */
    void learn() {
        int reference = intake.plainReference();
        if (reference != PlainSeries.UNKNOWN && !key.isTooLong()) {
            series.put(key, hash, reference);
            intake.series.entry(reference).name = key.toBytes();
        }
    }

    private int recall(long number) {
        SeriesMemory.Known known = key.isTooLong() ? null : memory.find(key, intake.epoch);
        if (known == null || !intake.metricTypes.takesNumber(known.group().metric(), known.field())) {
            return PlainSeries.UNKNOWN;
        }
        int reference = intake.series.add(known, number);
        series.put(key, hash, reference);
        return reference;
    }
}
