package io.varve.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** Bodies of POST /api/points. */
enum Format {
    JSON("application/json", "{\"points\":[", ",", "]}") {
        @Override
        void write(Batch batch, int i, StringBuilder body) {
            body.append("{\"series\":\"").append(name(batch.series[i])).append('"');
            appendTimeAndValue(batch, i, body);
        }
    },
    /** A thousand metrics of many hosts, the host being a tag, instead of a metric per series. */
    FLEET_JSON("application/json", "{\"points\":[", ",", "]}") {
        @Override
        void write(Batch batch, int i, StringBuilder body) {
            body.append("{\"series\":\"fleet.m").append(batch.series[i] % METRICS);
            body.append("\",\"tags\":{\"host\":\"h")
                    .append(batch.series[i] / METRICS)
                    .append("\"}");
            appendTimeAndValue(batch, i, body);
        }
    },
    NDJSON("application/x-ndjson", "", "\n", "\n") {
        @Override
        void write(Batch batch, int i, StringBuilder body) {
            JSON.write(batch, i, body);
        }
    },
    CSV("text/csv", "series,time,value\n", "\n", "\n") {
        @Override
        void write(Batch batch, int i, StringBuilder body) {
            body.append(name(batch.series[i])).append(',');
            body.append(Instant.ofEpochSecond(0, batch.micros[i] * 1000)).append(',');
            body.append(batch.values[i]);
        }
    };

    /** How many metrics a host of {@link #FLEET_JSON} has. */
    static final int METRICS = 1000;

    private final String contentType;
    private final String head;
    private final String separator;
    private final String tail;

    Format(String contentType, String head, String separator, String tail) {
        this.contentType = contentType;
        this.head = head;
        this.separator = separator;
        this.tail = tail;
    }

    abstract void write(Batch batch, int point, StringBuilder body);

    /** The batches written out, one request each. */
    Load load(Service service, int connections, List<Batch> batches) {
        return Load.posts(
                service,
                connections,
                "/api/points",
                contentType,
                batches.stream().map(this::body).toList());
    }

    String contentType() {
        return contentType;
    }

    byte[] body(Batch batch) {
        StringBuilder body = new StringBuilder(batch.size() * 80).append(head);
        for (int i = 0; i < batch.size(); i++) {
            if (i > 0) {
                body.append(separator);
            }
            write(batch, i, body);
        }
        return body.append(tail).toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Name of the metric type of a series. */
    static String name(int series) {
        return "bench.s" + series;
    }

    private static void appendTimeAndValue(Batch batch, int i, StringBuilder body) {
        body.append(",\"time\":\"").append(Instant.ofEpochSecond(0, batch.micros[i] * 1000));
        body.append("\",\"value\":").append(batch.values[i]).append('}');
    }
}
