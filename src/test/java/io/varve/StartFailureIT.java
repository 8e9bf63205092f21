package io.varve;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.ServiceProcess;
import io.varve.support.TestDatabase;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every start that must not succeed says why in exactly one line on standard error, and exits with another code than 0. */
@ExtendWith(DatabaseExtension.class)
class StartFailureIT {

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void useTheTestDatabase(TestDatabase database) {
        environment.put("SPRING_DATASOURCE_URL", database.url());
        environment.put("SPRING_DATASOURCE_USERNAME", database.username());
        environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    }

    @Test
    void a_port_in_use() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("SERVER_PORT", String.valueOf(taken.getLocalPort()));
            assertRefused("Port %d is in use: stop the other program, or set SERVER_PORT to another port"
                    .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void an_unreachable_database() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        environment.put("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + closed + "/varve?password=secret");
        assertRefused("Cannot connect to the database at jdbc:postgresql://127.0.0.1:%d/varve as varve_test: "
                        .formatted(closed)
                + "Connection to 127.0.0.1:%d refused.".formatted(closed));
    }

    @Test
    void a_database_that_does_not_exist(TestDatabase database) {
        environment.put(
                "SPRING_DATASOURCE_URL", database.url().replaceAll("/[a-z_0-9]+(\\?|$)", "/no_such_database$1"));
        assertRefused("FATAL: database \"no_such_database\" does not exist");
    }

    @Test
    void a_database_of_another_make() {
        environment.put("SPRING_DATASOURCE_URL", "jdbc:mysql://127.0.0.1/varve");
        assertRefused(
                "spring.datasource.url is 'jdbc:mysql://127.0.0.1/varve', but it must start with 'jdbc:postgresql:'");
    }

    @Test
    void a_database_that_is_too_old() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerAsVersion13(socket));
            server.setDaemon(true);
            server.start();
            environment.put(
                    "SPRING_DATASOURCE_URL",
                    "jdbc:postgresql://127.0.0.1:" + socket.getLocalPort()
                            + "/varve?sslmode=disable&gssEncMode=disable");
            assertRefused("is PostgreSQL 13.22, but Varve needs 14 or newer");
        }
    }

    @Test
    void nonsense_in_the_configuration() {
        environment.put("VARVE_POOL_QUERY_SIZE", "0");
        assertRefused("varve.pool.query.size is '0': must be greater than or equal to 1");
        environment.put("VARVE_POOL_QUERY_SIZE", "many");
        assertRefused(
                "varve.pool.query.size is 'many' (System Environment Property \"VARVE_POOL_QUERY_SIZE\"): not a valid int");
    }

    @Test
    void retention_by_which_something_would_be_lost() {
        environment.put("VARVE_RETENTION_POLICIES_0_TIER", "raw");
        environment.put("VARVE_RETENTION_POLICIES_0_KEEP", "1h");
        assertRefused(
                "Retention cannot be enforced: policy 'raw' (raw 1h) is too short: raw has to be kept for at least 7h");
        environment.put("VARVE_RETENTION_POLICIES_0_KEEP", "soon");
        assertRefused("'soon' is not how long something is kept; accepted: ");
    }

    @Test
    void a_port_that_is_none() {
        environment.put("SERVER_PORT", "eighty");
        assertRefused("server.port is 'eighty' (System Environment Property \"SERVER_PORT\"): not a valid Integer");
        environment.put("SERVER_PORT", "65536");
        assertRefused("server.port is 65536, but ports are 0 to 65535");
    }

    @Test
    void an_address_that_others_can_reach() {
        for (String address : new String[] {"0.0.0.0", "::", ""}) {
            environment.put("SERVER_ADDRESS", address);
            assertRefused(
                    "which other machines can reach: set VARVE_SECURITY_OPEN=true to let anybody there use Varve");
        }
    }

    @Test
    void a_data_directory_that_is_somebody_else_s(@TempDir Path directory) throws IOException {
        environment.clear();
        Files.writeString(directory.resolve("PG_VERSION"), "18");
        environment.put("VARVE_EMBEDDED_DATA_DIRECTORY", directory.toString());
        assertRefused("The data directory %s is neither empty nor one that Varve made".formatted(directory));
        assertThat(directory).isDirectoryContaining("glob:**PG_VERSION").satisfies(left -> {
            try (var files = Files.list(left)) {
                assertThat(files).hasSize(1);
            }
        });
    }

    private void assertRefused(String reason) {
        ServiceProcess service = ServiceProcess.start(environment);
        int exitCode = service.awaitExit();
        assertThat(service.errors().lines())
                .singleElement()
                .asString()
                .startsWith("Varve cannot start: ")
                .contains(reason)
                .doesNotContain("secret");
        assertThat(exitCode).isEqualTo(1);
        assertThat(service.printed()).noneMatch(line -> line.contains("Exception") || line.contains("*****"));
    }

    /** As much of PostgreSQL's protocol as tells a client whom it talks to. */
    private static void answerAsVersion13(ServerSocket server) {
        try (Socket client = server.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readNBytes(in.readInt() - Integer.BYTES);
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            message(out, 'R', new byte[Integer.BYTES]);
            for (String parameter : new String[] {
                "server_version\0" + "13.22\0",
                "server_encoding\0UTF8\0",
                "client_encoding\0UTF8\0",
                "DateStyle\0ISO, MDY\0",
                "integer_datetimes\0on\0",
                "standard_conforming_strings\0on\0"
            }) {
                message(out, 'S', parameter.getBytes(StandardCharsets.US_ASCII));
            }
            message(out, 'Z', new byte[] {'I'});
            out.flush();
            in.readAllBytes();
        } catch (IOException clientIsGone) {
            // The test looks at what the client says.
        }
    }

    private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(Integer.BYTES + body.length);
        out.write(body);
    }
}
