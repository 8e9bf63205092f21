package io.varve.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDocumentTest {

    private static final String ID = "22222222-2222-2222-2222-222222222222";
    private static final String POINT = "{\"series\":\"s\",\"time\":\"2025-01-01T00:00:00Z\",\"value\":1}";

    @Test
    void all_points_belong_to_the_session_wherever_its_id_stands() {
        Bodies.Read read = new Bodies().session("{\"data\":[" + POINT + "],\"session_id\":\"" + ID + "\"}");
        assertThat(read.session()).isEqualTo(UUID.fromString(ID));
        assertThat(read.points()).containsExactly("s{} value 2025-01-01T00:00:00Z = 1.0 user of session 0 session 0");
    }

    @Test
    void an_id_is_made_where_there_is_none() {
        assertThat(new Bodies().session("{\"data\":[]}").session()).isNotNull();
        assertThat(new Bodies().session("{\"data\":[],\"session_id\":null}").session())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | : 'data' is missing",
                "{\"data\":7} | /data: 'data' must be an array of points",
                "{\"data\":[],\"user_id\":\"x\"} | /user_id: user_id must be a UUID, 'x' is not",
                "{\"data\":[],\"user_id\":[1]} | /user_id: 'user_id' must be a string",
                "{\"data\":[],\"session_id\":\"x\"} | /session_id: session_id must be a UUID, 'x' is not",
                "{\"data\":[],\"start_ts\":7} | /start_ts: 'start_ts' must be a string",
                "{\"data\":[],\"user\":\"x\"} | /user: unknown member 'user'; accepted are user_id, session_id, start_ts, data",
            })
    void what_is_wrong_beside_the_points_is_named(String body, String error) {
        assertThat(new Bodies().session(body).errors()).containsExactly(error);
    }

    @Test
    void the_start_needs_an_offset_or_a_zone() {
        String body = "{\"data\":[],\"start_ts\":\"2025-01-01T00:00:00\"}";
        assertThat(new Bodies().session(body).errors())
                .singleElement()
                .asString()
                .contains("/start_ts")
                .contains("has no offset");
        assertThat(new Bodies().zone("UTC").session(body).errors()).isEmpty();
    }

    @Test
    void points_of_a_session_have_neither_user_nor_key() {
        String point = POINT.replace("}", ",\"key\":\"k\"}");
        assertThat(new Bodies().session("{\"data\":[" + point + "]}").errors())
                .containsExactly(
                        "index 0 /data/0/key: unknown member 'key'; accepted are series, time, value, tags, metadata");
    }

    @Test
    void a_batch_has_the_points_of_each_session_apart() {
        String other = "33333333-3333-3333-3333-333333333333";
        Bodies.Read read = new Bodies()
                .sessions("{\"sessions\":[{\"session_id\":\"" + ID + "\",\"data\":[" + POINT + "]},{\"user_id\":\"" + ID
                        + "\",\"data\":[" + POINT + "," + POINT + "],\"session_id\":\"" + other + "\"}]}");
        assertThat(read.errors()).containsExactly(ID + " has 1", other + " has 2");
        assertThat(read.points())
                .containsExactly(
                        "s{} value 2025-01-01T00:00:00Z = 1.0 user of session 0 session 0",
                        "s{} value 2025-01-01T00:00:00Z = 1.0 user " + ID + " session 1",
                        "s{} value 2025-01-01T00:00:00Z = 1.0 user " + ID + " session 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | : 'sessions' is missing",
                "{\"sessions\":{}} | /sessions: 'sessions' must be an array of sessions",
                "{\"sessions\":[7]} | /sessions/0: a session must be an object",
                "{\"sessions\":[],\"data\":[]} | /data: unknown member 'data'; accepted are sessions",
            })
    void what_is_wrong_with_a_batch_is_named(String body, String error) {
        assertThat(new Bodies().sessions(body).errors()).containsExactly(error);
    }

    @Test
    void what_is_wrong_in_a_session_of_a_batch_is_named_by_its_place() {
        String good = "{\"session_id\":\"" + ID + "\",\"data\":[]}";
        assertThat(new Bodies()
                        .sessions("{\"sessions\":[" + good + ",{\"user\":1,\"data\":7,\"user_id\":\"x\"}," + good
                                + ",{\"session_id\":null}]}")
                        .errors())
                .contains(
                        "/sessions/1/user: unknown member 'user'; accepted are user_id, session_id, start_ts, data",
                        "/sessions/1/data: 'data' must be an array of points",
                        "/sessions/1/user_id: user_id must be a UUID, 'x' is not",
                        "/sessions/2/session_id: session " + ID + " is in the request twice",
                        "/sessions/3: 'data' is missing");
    }
}
