package io.varve.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesIT {

    private static final Pattern LINK = Pattern.compile("(?:src|href|spec-url)=\"([^\"]+)\"");

    private final RunningVarve varve;

    PagesIT(TestDatabase database) {
        varve = RunningVarve.start(database, Instant.parse("2025-06-01T00:00:00Z"));
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    @Test
    void the_contract_is_served_as_it_is_in_the_repository() throws IOException {
        String contract = Files.readString(Path.of("openapi.yaml"));
        for (String path : new String[] {"/openapi.yaml", "/schema", "/openapi.yaml/", "/schema/"}) {
            HttpResponse<String> response = varve.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/yaml;charset=UTF-8");
            assertThat(response.body()).isEqualTo(contract);
        }
    }

    @Test
    void redoc_and_everything_it_loads_comes_from_here() {
        HttpResponse<String> page = varve.get("/redoc/");
        assertThat(page.body()).isEqualTo(varve.get("/redoc").body());
        assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        assertEverythingLinkedIsHere("/", page.body());
    }

    @Test
    void swagger_ui_and_everything_it_loads_comes_from_here() {
        for (String path : new String[] {"/", "/swagger-ui", "/swagger-ui/"}) {
            assertThat(varve.get(path).statusCode()).isEqualTo(302);
        }
        HttpResponse<String> page = varve.get("/swagger-ui/index.html");
        assertEverythingLinkedIsHere("/swagger-ui/", page.body());
        assertThat(varve.get("/swagger-ui/swagger-initializer.js").body()).contains("url: \"/openapi.yaml\"");
    }

    private void assertEverythingLinkedIsHere(String base, String page) {
        assertThat(links(page)).isNotEmpty().allSatisfy(link -> {
            assertThat(link).doesNotContain("//");
            String path = link.startsWith("/") ? link : base + link.replaceFirst("^\\./", "");
            assertThat(varve.get(path).statusCode()).as(path).isEqualTo(200);
        });
    }

    private static Stream<String> links(String page) {
        return LINK.matcher(page).results().map(match -> match.group(1));
    }
}
