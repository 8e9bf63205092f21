package io.varve.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.varve.VarveApplication;
import io.varve.profile.ProfileCycle;
import io.varve.rollup.RefreshCycle;
import io.varve.settle.SettleCycle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The service in a JVM of its own, without its schedule: what a schedule would do is done when a line on standard input
 * says so, so that it can be timed alone. Ends when standard input does.
 */
public final class ServiceUnderTest {

    /** What lines for the benchmark begin with; all others are the service's log. */
    static final String MARK = "bench>";

    private ServiceUnderTest() {}

    public static void main(String[] args) throws IOException {
        try (ConfigurableApplicationContext context = SpringApplication.run(VarveApplication.class, args)) {
            HikariDataSource database = context.getBean("ingestDataSource", HikariDataSource.class);
            say(
                    context.getEnvironment().getRequiredProperty("local.server.port"),
                    database.getJdbcUrl(),
                    database.getUsername(),
                    database.getPassword());
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                long start = System.nanoTime();
                perform(context, line.split(" "));
                say(String.valueOf(System.nanoTime() - start));
            }
        }
    }

    private static void perform(ConfigurableApplicationContext context, String[] command) {
        switch (command[0]) {
            case "refresh" -> context.getBean(RefreshCycle.class).run(Instant.parse(command[1]));
            case "profile" -> context.getBean(ProfileCycle.class).runAll(Instant.parse(command[1]));
            case "settle" -> context.getBean(SettleCycle.class).run();
            default -> throw new IllegalArgumentException(command[0]);
        }
    }

    private static void say(String... words) {
        for (String word : words) {
            Objects.requireNonNull(word);
        }
        System.out.println(MARK + String.join(" ", words));
    }
}
