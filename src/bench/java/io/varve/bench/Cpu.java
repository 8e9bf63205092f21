package io.varve.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** Seconds of processor time used so far by the three parties that share the machine. */
record Cpu(double client, double service, double database) {

    static final Cpu NONE = new Cpu(0, 0, 0);

    static Cpu now(Service service) {
        ProcessHandle postgres = service.database().server();
        return new Cpu(
                seconds(Stream.of(ProcessHandle.current())),
                seconds(Stream.of(service.handle())),
                seconds(Stream.concat(Stream.of(postgres), postgres.descendants())));
    }

    private static double seconds(Stream<ProcessHandle> processes) {
        return processes
                .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
                .mapToDouble(used -> used.toNanos() / 1e9)
                .sum();
    }

    Cpu plus(Cpu other) {
        return new Cpu(client + other.client, service + other.service, database + other.database);
    }

    Cpu since(Cpu start) {
        return new Cpu(client - start.client, service - start.service, database - start.database);
    }

    String perMillion(long points) {
        double millions = points / 1e6;
        return String.format(
                Locale.ROOT,
                "client %.1f, service %.1f, PostgreSQL %.1f",
                client / millions,
                service / millions,
                database / millions);
    }
}
