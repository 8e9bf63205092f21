package io.varve.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.varve.web.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads RFC 4180 with a header. A value that looks like a number is one; true and false, in any case, are booleans;
 * NaN and infinities are refused; everything else is text, as it stands.
 */
final class CsvBody {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final @Nullable String series;
    private final Intake intake;

    private CsvBody(@Nullable String series, Intake intake) {
        this.series = series;
        this.intake = intake;
    }

    /** @param series of all lines; null if there is a column for it */
    static void read(BufferedReader body, @Nullable String series, Intake intake) {
        skipByteOrderMark(body);
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(body)) {
            new CsvBody(series, intake).records(csv.iterator());
        } catch (CsvParseException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException unreadable(CsvParseException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof CharacterCodingException) {
                return ProblemException.badRequest(
                        "malformed-csv", "the body is not in its charset (UTF-8 by default)");
            }
            if (cause instanceof IOException io) {
                return new UncheckedIOException(io);
            }
        }
        return ProblemException.badRequest("malformed-csv", "the CSV is malformed: " + e.getMessage());
    }

    private void records(Iterator<CsvRecord> records) {
        if (!records.hasNext()) {
            throw ProblemException.badRequest("bad-csv-header", "the body is empty, a header is missing");
        }
        CsvHeader header = CsvHeader.of(records.next().getFields(), series);
        while (records.hasNext()) {
            CsvRecord row = records.next();
            point(row, header, intake.next());
            intake.submitLine(row.getStartingLineNumber());
        }
    }

    private void point(CsvRecord row, CsvHeader header, PointDraft draft) {
        int columns = header.names().size();
        if (row.getFieldCount() != columns) {
            draft.refuse("", "the line has " + row.getFieldCount() + " cells, the header has " + columns);
            return;
        }
        draft.metric = series;
        for (int i = 0; i < columns; i++) {
            String cell = row.getField(i);
            if (header.isTag(i) && !cell.isEmpty()) {
                draft.tag(header.names().get(i), cell);
            } else if (!header.isTag(i)) {
                member(header.names().get(i), cell, draft);
            }
        }
        draft.finish();
    }

    private static void member(String name, String cell, PointDraft draft) {
        if (cell.isBlank() && !name.equals("value")) {
            return;
        }
        switch (name) {
            case "series" -> draft.metric = cell;
            case "time" -> draft.time(cell.strip());
            case "value" -> CsvValue.read(cell, draft);
            case "user_id" -> draft.user(cell.strip());
            case "session_id" -> draft.session(cell.strip());
            case "key" -> draft.key(cell);
            default -> metadata(cell, draft);
        }
    }

    private static void metadata(String cell, PointDraft draft) {
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, cell)) {
            parser.nextToken();
            MetadataReader.read(parser, draft);
            if (parser.nextToken() != null) {
                draft.refuse("/metadata", "there is something after the object");
            }
        } catch (JacksonException e) {
            draft.refuse("/metadata", Json.describe(e));
        }
    }

    private static void skipByteOrderMark(BufferedReader body) {
        try {
            body.mark(1);
            if (body.read() != BYTE_ORDER_MARK) {
                body.reset();
            }
        } catch (CharacterCodingException e) {
            throw ProblemException.badRequest("malformed-csv", "the body is not in its charset (UTF-8 by default)");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
