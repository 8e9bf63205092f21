package io.varve.database;

import java.util.List;

/** Finds the line that tells why in what a PostgreSQL program printed. */
final class ServerLog {

    private static final List<String> SEVERITIES = List.of("PANIC:", "FATAL:", "error:", "LOG:");

    private ServerLog() {}

    static String reason(String output) {
        for (String severity : SEVERITIES) {
            int found = output.lastIndexOf(severity);
            if (found >= 0) {
                return output.substring(found + severity.length())
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse("");
            }
        }
        return output.lines().reduce((first, second) -> second).orElse("no reason given");
    }
}
