package io.varve.ingest;

import io.varve.timeseries.TimeParser;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {user_id, session_id, start_ts, data:[..]}}, the members in any order. */
final class SessionDocument {

    private static final PointReader READER = new PointReader(PointReader.SESSION_MEMBERS);

    private final Intake intake;
    private final @Nullable ZoneId zone;
    private @Nullable UUID sessionId;
    private @Nullable UUID userId;
    private @Nullable Long start;
    private boolean hasData;

    private SessionDocument(Intake intake, @Nullable ZoneId zone) {
        this.intake = intake;
        this.zone = zone;
    }

    /** The id of the session, a new one if the body has none. */
    static UUID read(InputStream body, Intake intake, @Nullable ZoneId zone) {
        SessionDocument document = new SessionDocument(intake, zone);
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, body)) {
            for (String member = Json.firstMember(parser); member != null; member = Json.nextMember(parser)) {
                document.member(member, parser);
            }
        } catch (JacksonException e) {
            throw Json.unreadable(e);
        }
        return document.finish();
    }

    private UUID finish() {
        if (!hasData) {
            intake.errors.addEnvelope("", "'data' is missing");
        }
        UUID id = sessionId == null ? UUID.randomUUID() : sessionId;
        intake.sessions.reference(id, userId);
        intake.sessions.start(start);
        return id;
    }

    private void member(String member, JsonParser parser) {
        switch (member) {
            case "data" -> {
                hasData = true;
                PointsDocument.array(parser, "/data", READER, intake);
            }
            case "user_id" -> userId = uuid(member, parser);
            case "session_id" -> sessionId = uuid(member, parser);
            case "start_ts" -> start = time(parser);
            default -> {
                parser.skipChildren();
                intake.errors.addUnknownMember(member, "user_id, session_id, start_ts, data");
            }
        }
    }

    private @Nullable UUID uuid(String member, JsonParser parser) {
        String text = text(member, parser);
        UUID uuid = text == null ? null : Uuids.parse(text);
        if (text != null && uuid == null) {
            intake.errors.addEnvelope("/" + member, member + " must be a UUID, '" + Texts.shown(text) + "' is not");
        }
        return uuid;
    }

    private @Nullable Long time(JsonParser parser) {
        String text = text("start_ts", parser);
        try {
            return text == null ? null : TimeParser.instant(text, zone);
        } catch (IllegalArgumentException e) {
            intake.errors.addEnvelope("/start_ts", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable String text(String member, JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            intake.errors.addEnvelope("/" + member, "'" + member + "' must be a string");
        }
        return null;
    }
}
