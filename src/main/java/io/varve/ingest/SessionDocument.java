package io.varve.ingest;

import io.varve.timeseries.TimeParser;
import java.io.InputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {user_id, session_id, start_ts, data:[..]}}, the members in any order: one, or a batch of them. */
final class SessionDocument {

    private static final PointReader READER = new PointReader(PointReader.SESSION_MEMBERS);

    private final Intake intake;
    private final @Nullable ZoneId zone;
    private final String pointer;
    private final int reference;
    private @Nullable UUID sessionId;
    private @Nullable UUID userId;
    private @Nullable Long start;
    private boolean hasData;
    private long points;

    private SessionDocument(Intake intake, @Nullable ZoneId zone, String pointer) {
        this.intake = intake;
        this.zone = zone;
        this.pointer = pointer;
        reference = intake.openSession();
    }

    /** A session and how many good points it had. */
    record Read(UUID id, long points) {}

    /** The id of the session, a new one if the body has none. */
    static UUID read(InputStream body, Intake intake, @Nullable ZoneId zone) {
        SessionDocument document = new SessionDocument(intake, zone, "");
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, body)) {
            for (String member = Json.firstMember(parser); member != null; member = Json.nextMember(parser)) {
                document.member(member, parser);
            }
        } catch (JacksonException e) {
            throw Json.unreadable(e);
        }
        return document.finish().id;
    }

    /** Reads {@code {"sessions":[..]}}, the sessions in their order. */
    static List<Read> readBatch(InputStream body, Intake intake, @Nullable ZoneId zone) {
        List<Read> sessions = new ArrayList<>();
        boolean found = false;
        try (JsonParser parser = Json.FACTORY.createParser(Json.CONTEXT, body)) {
            for (String member = Json.firstMember(parser); member != null; member = Json.nextMember(parser)) {
                if (member.equals("sessions")) {
                    found = true;
                    array(parser, intake, zone, sessions);
                } else {
                    parser.skipChildren();
                    intake.errors.addUnknownMember(member, "sessions");
                }
            }
        } catch (JacksonException e) {
            throw Json.unreadable(e);
        }
        if (!found) {
            intake.errors.addEnvelope("", "'sessions' is missing");
        }
        return sessions;
    }

    private static void array(JsonParser parser, Intake intake, @Nullable ZoneId zone, List<Read> sessions) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            intake.errors.addEnvelope("/sessions", "'sessions' must be an array of sessions");
            return;
        }
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                sessions.add(object(parser, new SessionDocument(intake, zone, "/sessions/" + index)));
            } else {
                parser.skipChildren();
                intake.errors.addEnvelope("/sessions/" + index, "a session must be an object");
            }
        }
    }

    private static Read object(JsonParser parser, SessionDocument document) {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            parser.nextToken();
            document.member(member, parser);
        }
        return document.finish();
    }

    private Read finish() {
        if (!hasData) {
            intake.errors.addEnvelope(pointer, "'data' is missing");
        }
        UUID id = sessionId == null ? UUID.randomUUID() : sessionId;
        if (!intake.sessions.close(reference, id, userId, start)) {
            intake.errors.addEnvelope(pointer + "/session_id", "session " + id + " is in the request twice");
        }
        return new Read(id, points);
    }

    private void member(String member, JsonParser parser) {
        switch (member) {
            case "data" -> {
                hasData = true;
                long before = intake.accepted();
                PointsDocument.array(parser, pointer + "/data", READER, intake);
                points = intake.accepted() - before;
            }
            case "user_id" -> {
                userId = uuid(member, parser);
                intake.sessionUser(userId);
            }
            case "session_id" -> sessionId = uuid(member, parser);
            case "start_ts" -> start = time(parser);
            default -> {
                parser.skipChildren();
                intake.errors.addUnknownMember(pointer, member, "user_id, session_id, start_ts, data");
            }
        }
    }

    private @Nullable UUID uuid(String member, JsonParser parser) {
        String text = text(member, parser);
        UUID uuid = text == null ? null : Uuids.parse(text);
        if (text != null && uuid == null) {
            intake.errors.addEnvelope(
                    pointer + "/" + member, member + " must be a UUID, '" + Texts.shown(text) + "' is not");
        }
        return uuid;
    }

    private @Nullable Long time(JsonParser parser) {
        String text = text("start_ts", parser);
        try {
            return text == null ? null : TimeParser.instant(text, zone);
        } catch (IllegalArgumentException e) {
            intake.errors.addEnvelope(pointer + "/start_ts", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private @Nullable String text(String member, JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            parser.skipChildren();
            intake.errors.addEnvelope(pointer + "/" + member, "'" + member + "' must be a string");
        }
        return null;
    }
}
