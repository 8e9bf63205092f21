package io.varve.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(DatabaseExtension.class)
class DatabaseExtensionIT {

    private final TestDatabase database;

    DatabaseExtensionIT(TestDatabase database) {
        this.database = database;
    }

    @Test
    void a_class_gets_a_migrated_database_of_an_ordinary_owner_in_another_time_zone() {
        assertThat(database.jdbc()
                        .sql("SELECT count(*) FROM rollup.tier")
                        .query(Integer.class)
                        .single())
                .isEqualTo(7);
        assertThat(database.jdbc()
                        .sql("SELECT current_setting('is_superuser')")
                        .query(String.class)
                        .single())
                .isEqualTo("off");
        assertThat(database.jdbc()
                        .sql("SELECT current_setting('TimeZone')")
                        .query(String.class)
                        .single())
                .isEqualTo("Asia/Kolkata");
    }
}
