package io.varve.ingest;

import io.varve.catalog.SeriesKey;
import io.varve.timeseries.Micros;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Stores and deletes points with keys that come from elsewhere than a request. */
@Component
public class KeyedPoints {

    private final Ingestor ingestor;
    private final PointDeletion deletion;

    KeyedPoints(Ingestor ingestor, PointDeletion deletion) {
        this.ingestor = ingestor;
        this.deletion = deletion;
    }

    /** A scalar number; the key tells it from others of the same series and time. */
    public record Keyed(String series, Map<String, String> tags, Instant time, String key, double value) {}

    /** One that is stored, by ids. */
    public record Stored(int series, Instant time, long source) {}

    /**
     * What became of points.
     *
     * @param stored how many were
     * @param refused how many were not
     * @param reasons why, of the first of them
     */
    public record Outcome(long stored, long refused, List<Map<String, Object>> reasons) {}

    /** In one transaction. Points that cannot be stored are left out. */
    public Outcome store(List<Keyed> points) {
        try (Intake intake = ingestor.begin(new IngestOptions(null, true))) {
            for (int i = 0; i < points.size(); i++) {
                fill(intake.next(), points.get(i));
                intake.submitLine(i + 1L);
            }
            ingestor.store(intake, () -> ResponseEntity.noContent().build());
            return new Outcome(intake.accepted(), intake.errors.badPoints(), intake.errors.named());
        }
    }

    private static void fill(PointDraft draft, Keyed point) {
        draft.metric = point.series();
        draft.time = Micros.of(point.time());
        draft.key(point.key());
        point.tags().forEach(draft::tag);
        draft.leaves.scalar();
        draft.leaves.addNumber(SeriesKey.SCALAR_FIELD, point.value(), false);
        draft.finish();
    }

    /** In one transaction; sorted by series, time and source. Problem 409 if one lies below raw's floor. */
    public void delete(List<Stored> points) {
        deletion.delete(points);
    }
}
