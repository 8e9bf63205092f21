package io.varve.ingest;

import io.varve.web.ProblemException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV in UTF-8 straight from bytes as long as every record is a line and every quoted cell is one between two
 * quotation marks. From the first line on that is not like that, the rest is left to {@link CsvBody}.
 */
final class CsvLines {

    private static final int MAX_LINE_BYTES = 1 << 24;
    private static final byte[] NOTHING = new byte[0];

    private final Lines lines;
    private final CsvCells cells = new CsvCells();
    private final PlainTime times = new PlainTime();
    private final PlainNumber numbers = new PlainNumber();
    private final @Nullable String series;
    private final Intake intake;

    private CsvLines(Lines lines, @Nullable String series, Intake intake) {
        this.lines = lines;
        this.series = series;
        this.intake = intake;
    }

    /** @param series of all lines; null if there is a column for it */
    static void read(InputStream body, @Nullable String series, Intake intake) {
        Lines lines = new Lines(body, MAX_LINE_BYTES);
        CsvLines csv = new CsvLines(lines, series, intake);
        List<String> names = csv.next() && !csv.isBlank() ? csv.fields() : null;
        if (names == null) {
            CsvBody.read(lines.rest(), StandardCharsets.UTF_8, series, null, intake);
            return;
        }
        names.set(0, names.get(0).replaceFirst("^\uFEFF", ""));
        CsvHeader header = CsvHeader.of(names, series);
        PlainPoints points = intake.plainPoints(header.form(series));
        while (csv.next()) {
            if (!csv.isBlank() && !csv.record(header, points)) {
                InputStream before = new Preamble(NOTHING, lines.number() - 1, 0);
                InputStream rest = new SequenceInputStream(before, lines.rest());
                CsvBody.read(rest, StandardCharsets.UTF_8, series, header, intake);
                return;
            }
        }
    }

    private boolean next() {
        boolean found = lines.next();
        if (lines.isTooLong()) {
            throw ProblemException.badRequest(
                    "malformed-csv", "line " + lines.number() + " has more than " + MAX_LINE_BYTES + " bytes");
        }
        cells.split(lines.buffer(), lines.start(), lines.start() + lines.length());
        return found;
    }

    private boolean isBlank() {
        return cells.count() == 1 && cells.from(0) == cells.to(0) && lines.isBlank();
    }

    /** Takes the line; false if it is not plain CSV. */
    private boolean record(CsvHeader header, PlainPoints points) {
        long time = time(header, points.key);
        boolean plain = time != PlainTime.OTHER;
        if (plain && points.take(time, numbers.value(), lines.number())) {
            return true;
        }
        List<String> fields = fields();
        if (fields == null) {
            return false;
        }
        CsvBody.point(fields, header, series, intake.next());
        intake.submitLine(lines.number());
        if (plain) {
            points.learn();
        }
        return true;
    }

    /** Reads the line as a plain point, whose time this is; not a time if it is none. */
    private long time(CsvHeader header, PlainKey key) {
        if (cells.count() != header.columns()) {
            return PlainTime.OTHER;
        }
        key.clear();
        byte[] bytes = lines.buffer();
        long time = PlainTime.OTHER;
        boolean plain = true;
        for (int i = 0; i < header.columns(); i++) {
            int from = cells.from(i);
            int to = cells.to(i);
            switch (header.role(i)) {
                case NAME -> key.add(bytes, from, to);
                case TIME -> time = times.read(bytes, from, to);
                case VALUE -> plain &= numbers.read(bytes, from, to) == to;
                case OTHER -> plain &= from == to;
            }
        }
        return plain ? time : PlainTime.OTHER;
    }

    /** The cells as texts; null if this line is not plain CSV in UTF-8. */
    private @Nullable List<String> fields() {
        try {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < cells.count(); i++) {
                ByteBuffer cell = ByteBuffer.wrap(lines.buffer(), cells.from(i), cells.to(i) - cells.from(i));
                fields.add(StandardCharsets.UTF_8.newDecoder().decode(cell).toString());
            }
            return fields.isEmpty() ? null : fields;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
