package io.varve.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.support.DatabaseExtension;
import io.varve.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(DatabaseExtension.class)
class DataDictionaryIT {

    private static final Path PAGE = Path.of("docs/data-dictionary.md");

    private final DataDictionary dictionary;
    private final InstallScript script;

    DataDictionaryIT(TestDatabase database) throws IOException {
        String seed = Files.readString(Path.of("src/main/resources/seed/metric-types.json"));
        this.script = new InstallScript(database.jdbc());
        this.dictionary = new DataDictionary(database.jdbc(), new JsonMapper().readTree(seed));
    }

    /** With {@code -Dvarve.docs.write=true} the page is written instead. */
    @Test
    void the_page_says_what_the_database_says() throws IOException {
        String markdown = dictionary.markdown();
        if (Boolean.getBoolean("varve.docs.write")) {
            Files.writeString(PAGE, markdown);
        }
        assertThat(PAGE)
                .as("out of date? mvn verify -Dit.test=DataDictionaryIT -Dvarve.docs.write=true")
                .hasContent(markdown);
    }

    /** Likewise. */
    @Test
    void the_script_for_psql_runs_what_flyway_runs_in_its_order() throws IOException {
        String sql = script.sql();
        if (Boolean.getBoolean("varve.docs.write")) {
            Files.writeString(InstallScript.FILE, sql);
        }
        assertThat(InstallScript.FILE)
                .as("out of date? mvn verify -Dit.test=DataDictionaryIT -Dvarve.docs.write=true")
                .hasContent(sql);
    }
}
