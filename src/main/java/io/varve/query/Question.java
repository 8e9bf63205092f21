package io.varve.query;

import io.varve.timeseries.AggregateFunction;
import io.varve.timeseries.Buckets;
import io.varve.timeseries.TimeParser;
import io.varve.timeseries.TimeRange;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** A query about buckets that is asked by other packages, which vary it. {@link Questions} reads and answers it. */
public final class Question {

    /** More rows are never asked for at once. */
    public static final int MOST_ROWS = 100_000;

    private final TimeseriesQuery query;
    private final boolean descending;

    Question(TimeseriesQuery query, boolean descending) {
        this.query = query;
        this.descending = descending;
    }

    TimeseriesQuery query() {
        return query;
    }

    public TimeRange range() {
        return query.range();
    }

    public Buckets buckets() {
        return Objects.requireNonNull(query.interval().buckets());
    }

    /** As it was asked for; what was chosen for {@code auto}. */
    public String interval() {
        return query.interval().label();
    }

    public ZoneId zone() {
        return query.interval().zone();
    }

    /** Whether the answer is wanted in descending order; what is read never is. */
    public boolean descending() {
        return descending;
    }

    /** In the order asked for. */
    public List<AggregateFunction> functions() {
        return List.copyOf(query.functions());
    }

    /** How many points may be read for what needs all of them. */
    public int mostPoints() {
        return query.exactness().mostPoints();
    }

    /** The name of the method; {@code none} for no fill. */
    public String fill() {
        return query.fill().label();
    }

    /** The same about another range. */
    public Question over(TimeRange other) {
        return with(other, query.interval().over(other), query.functions());
    }

    /** The same with like buckets as one. */
    public Question recurring(Recurrence recurrence) {
        return with(
                query.range(), query.interval().spread(new Spread.Recurring(recurrence, zone())), query.functions());
    }

    /** Other functions of the whole range, in one bucket. */
    public Question ofAll(Set<AggregateFunction> functions) {
        return with(query.range(), one(), functions);
    }

    /** How many points of the whole range are in each bin: {@link Line#time} is its number, from 1, in seconds. */
    public Question bins(List<Double> bounds) {
        return with(query.range(), one().spread(new Spread.Bins(bounds)), Set.of(AggregateFunction.COUNT));
    }

    /** As wide as times go. */
    private AskedInterval one() {
        return LookAround.ONE_BUCKET.in(ZoneOffset.UTC, TimeParser.MIN, query.range());
    }

    private Question with(TimeRange range, AskedInterval interval, Set<AggregateFunction> functions) {
        return new Question(query.whole(range, interval, functions, MOST_ROWS), descending);
    }
}
