package io.varve.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The Markdown pages of this repository. */
final class Pages {

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".varve");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");

    private Pages() {}

    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !NOT_OURS.contains(file.getName(0).toString()))
                    .sorted()
                    .toList();
        }
    }

    /** The pages of a directory, without its index. */
    static List<Path> in(String directory) throws IOException {
        return all().stream()
                .filter(file -> file.getParent() != null && file.getParent().equals(Path.of(directory)))
                .filter(file -> !file.endsWith("README.md"))
                .toList();
    }

    static List<String> headings(Path page) throws IOException {
        return prose(page)
                .lines()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
    }

    /** What links to elsewhere in the repository lead to, as written. */
    static List<String> relativeLinks(Path page) throws IOException {
        return LINK.matcher(prose(page))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://") && !link.startsWith("mailto:"))
                .toList();
    }

    /** The blocks of code in a language. */
    static List<String> code(Path page, String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        for (MatchResult block : FENCE.matcher(Files.readString(page)).results().toList()) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    /** The page without its code. */
    static String prose(Path page) throws IOException {
        return FENCE.matcher(Files.readString(page)).replaceAll("");
    }
}
