package io.varve.support;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** PostgreSQL with pg_partman in a container, from the image under {@code db/}. Testcontainers removes it afterwards. */
final class ContainerServer {

    private static final Logger log = LoggerFactory.getLogger(ContainerServer.class);

    private ContainerServer() {}

    /**
     * @param wanted {@code container} for a container or an error, {@code embedded} for none, else one if an engine
     *     answers and the image can be had
     * @return its administrator's connection, or null for none
     */
    static @Nullable PGSimpleDataSource start(String wanted) {
        if (wanted.equals("container")) {
            return start();
        }
        if (wanted.equals("embedded") || !engineAnswers()) {
            return null;
        }
        try {
            return start();
        } catch (RuntimeException e) {
            log.warn("No container, the embedded server is used: {}", e.getMessage());
            return null;
        }
    }

    private static PGSimpleDataSource start() {
        String image =
                new ImageFromDockerfile().withFileFromPath(".", Path.of("db")).get();
        PostgreSQLContainer container = new PostgreSQLContainer(
                        DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
                .withUsername("postgres");
        container.start();
        PGSimpleDataSource admin = new PGSimpleDataSource();
        admin.setURL(container.getJdbcUrl());
        admin.setUser(container.getUsername());
        admin.setPassword(container.getPassword());
        return admin;
    }

    /** Looks for a socket first: asking Testcontainers in vain takes seconds and fills the log. */
    private static boolean engineAnswers() {
        boolean somewhere = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return somewhere && DockerClientFactory.instance().isDockerAvailable();
    }
}
