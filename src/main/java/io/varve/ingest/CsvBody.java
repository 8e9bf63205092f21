package io.varve.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.varve.web.ProblemException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads RFC 4180 with a header. A value that looks like a number is one; true and false, in any case, are booleans;
 * NaN and infinities are refused; everything else is text, as it stands.
 */
final class CsvBody {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final int BUFFER_CHARACTERS = 1 << 16;

    private final @Nullable String series;
    private final Intake intake;

    private CsvBody(@Nullable String series, Intake intake) {
        this.series = series;
        this.intake = intake;
    }

    /** @param series of all lines; null if there is a column for it */
    static void read(InputStream body, @Nullable Charset charset, @Nullable String series, Intake intake) {
        intake.countLines();
        if (charset == null || charset.equals(StandardCharsets.UTF_8)) {
            CsvLines.read(body, series, intake);
        } else {
            read(body, charset, series, null, intake);
        }
    }

    /** @param header the one before the body; null if the body begins with it */
    static void read(
            InputStream body, Charset charset, @Nullable String series, @Nullable CsvHeader header, Intake intake) {
        BufferedReader text = reader(body, charset);
        skipByteOrderMark(text);
        try (CsvReader<CsvRecord> csv = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            new CsvBody(series, intake).records(csv.iterator(), header);
        } catch (CsvParseException | UncheckedIOException e) {
            throw unreadable(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException unreadable(RuntimeException e) {
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

    private static BufferedReader reader(InputStream body, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new InputStreamReader(body, decoder), BUFFER_CHARACTERS);
    }

    private void records(Iterator<CsvRecord> records, @Nullable CsvHeader given) {
        if (given == null && !records.hasNext()) {
            throw ProblemException.badRequest("bad-csv-header", "the body is empty, a header is missing");
        }
        CsvHeader header = given == null ? CsvHeader.of(records.next().getFields(), series) : given;
        while (records.hasNext()) {
            CsvRecord row = records.next();
            point(row.getFields(), header, series, intake.next());
            intake.submitLine(row.getStartingLineNumber());
        }
    }

    static void point(List<String> row, CsvHeader header, @Nullable String series, PointDraft draft) {
        int columns = header.columns();
        if (row.size() != columns) {
            draft.refuse("", "the line has " + row.size() + " cells, the header has " + columns);
            return;
        }
        draft.metric = series;
        for (int i = 0; i < columns; i++) {
            String cell = row.get(i);
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
