package io.varve.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report. Tools write only between the marks of a scenario; everything else is written by hand and stays. */
record Page(Path file, String text) {

    static Page of(Path file) throws IOException {
        return new Page(file, Files.exists(file) ? Files.readString(file) : "# Performance\n");
    }

    void replace(String scenario, String section) throws IOException {
        String begin = "<!-- begin " + scenario + " -->\n";
        String end = "<!-- end " + scenario + " -->\n";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        String marked = begin + section + end;
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(
                file,
                from < 0 ? text + "\n" + marked : text.substring(0, from) + marked + text.substring(to + end.length()));
    }
}
