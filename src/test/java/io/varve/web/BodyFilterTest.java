package io.varve.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerExceptionResolver;

class BodyFilterTest {

    private static final int LIMIT = 1000;

    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private final HandlerExceptionResolver problems = (request, response, handler, exception) -> {
        refused.set(exception);
        return null;
    };

    @Test
    void a_gzip_body_arrives_decompressed_and_without_its_headers() throws Exception {
        String body = "{\"points\":[]}";
        byte[] compressed = gzip(body.getBytes(StandardCharsets.UTF_8));
        assertThat(readThrough("gzip", compressed)).isEqualTo(body);
        assertThat(readThrough("GZIP", compressed)).isEqualTo(body);
        assertThat(readThrough("x-gzip", compressed)).isEqualTo(body);
        filter("gzip", compressed, (request, response) -> {
            var http = (BodyRequest) request;
            assertThat(http.getHeader("content-encoding")).isNull();
            assertThat(Collections.list(http.getHeaderNames())).doesNotContain("Content-Encoding", "Content-Length");
            assertThat(http.getContentLengthLong()).isEqualTo(-1);
        });
    }

    @Test
    void a_plain_body_arrives_as_it_is() throws Exception {
        assertThat(readThrough(null, "plain".getBytes(StandardCharsets.UTF_8))).isEqualTo("plain");
        assertThat(readThrough("identity", "plain".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("plain");
    }

    @Test
    void several_gzip_members_are_one_body() throws Exception {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(gzip("first".getBytes(StandardCharsets.UTF_8)));
        both.write(gzip("second".getBytes(StandardCharsets.UTF_8)));
        assertThat(readThrough("gzip", both.toByteArray())).isEqualTo("firstsecond");
    }

    @Test
    void a_body_of_exactly_the_limit_is_accepted_and_one_byte_more_is_413() throws Exception {
        assertThat(readThrough("gzip", gzip(new byte[LIMIT]))).hasSize(LIMIT);
        assertProblem(() -> readThrough("gzip", gzip(new byte[LIMIT + 1])), HttpStatus.CONTENT_TOO_LARGE);
    }

    @Test
    void a_compressed_bomb_is_stopped_at_the_limit() {
        assertProblem(() -> readThrough("gzip", gzip(new byte[500_000])), HttpStatus.CONTENT_TOO_LARGE);
    }

    @Test
    void a_body_announced_too_long_is_refused_before_it_is_read() throws Exception {
        filter(null, new byte[LIMIT + 1], (request, response) -> {
            throw new AssertionError("must not be called");
        });
        assertThat(refused.get()).isInstanceOf(ProblemException.class).hasMessageContaining("1000 bytes");
    }

    @Test
    void a_body_of_unknown_length_is_counted_while_it_is_read() {
        assertProblem(
                () -> {
                    MockHttpServletRequest chunked = new MockHttpServletRequest("POST", "/api/points") {
                        @Override
                        public long getContentLengthLong() {
                            return -1;
                        }
                    };
                    chunked.setContent(new byte[LIMIT + 1]);
                    filter(
                            chunked,
                            (request, response) -> request.getInputStream().readAllBytes());
                },
                HttpStatus.CONTENT_TOO_LARGE);
    }

    @Test
    void a_body_that_is_not_gzip_or_ends_early_is_400() throws Exception {
        byte[] whole = gzip("some text that is long enough".getBytes(StandardCharsets.UTF_8));
        assertProblem(() -> readThrough("gzip", new byte[] {1, 2, 3, 4}), HttpStatus.BAD_REQUEST);
        assertProblem(() -> readThrough("gzip", Arrays.copyOf(whole, whole.length - 12)), HttpStatus.BAD_REQUEST);
    }

    @Test
    void an_unknown_encoding_is_415_and_names_the_known_ones() throws Exception {
        filter("br", new byte[1], (request, response) -> {
            throw new AssertionError("must not be called");
        });
        assertThat(refused.get()).hasMessageContaining("'br'").hasMessageContaining("accepted: gzip, identity");
    }

    private String readThrough(@Nullable String encoding, byte[] body) throws Exception {
        StringBuilder read = new StringBuilder();
        filter(
                encoding,
                body,
                (request, response) ->
                        read.append(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8)));
        return read.toString();
    }

    private void filter(@Nullable String encoding, byte[] body, FilterChain chain) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/points");
        request.setContent(body);
        if (encoding != null) {
            request.addHeader("Content-Encoding", encoding);
        }
        filter(request, chain);
    }

    private void filter(MockHttpServletRequest request, FilterChain chain) throws Exception {
        new BodyFilter(LIMIT, problems).doFilter(request, new MockHttpServletResponse(), chain);
    }

    private static void assertProblem(ThrowingCallable call, HttpStatus status) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.status()).isEqualTo(status));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }
}
