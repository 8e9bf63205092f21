package io.varve.imports;

import io.varve.timeseries.Micros;
import io.varve.web.JsonBody;
import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/imports}. */
@RestController
@RequestMapping("/api/imports")
class ImportController {

    private final ImportRepository imports;
    private final InstantSource clock;

    ImportController(ImportRepository imports, InstantSource clock) {
        this.imports = imports;
        this.clock = clock;
    }

    record Checked(boolean valid, List<Finding> findings) {}

    record PositionBody(@Nullable String to) {}

    @GetMapping
    ListPage<ImportedTable> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        return ListPage.of(limit, offset, imports::count, imports::list);
    }

    @GetMapping("/{name}")
    ImportedTable get(@PathVariable String name) {
        checkName(name);
        return imports.find(name).orElseThrow(() -> missing(name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<ImportedTable> put(@PathVariable String name, HttpServletRequest request) throws IOException {
        checkName(name);
        ImportedTable table = read(name, request);
        List<Finding> problems =
                imports.check(table).stream().filter(Finding::problem).toList();
        if (!problems.isEmpty()) {
            throw JsonBody.bad(
                    problems.get(0).member(),
                    problems.stream().map(Finding::message).collect(Collectors.joining("; ")));
        }
        imports.ownerOf(table.series(), name).ifPresent(other -> {
            throw ProblemException.conflict(
                    "'" + table.series() + "' are the points of the import '" + other + "'; choose another series");
        });
        boolean created = imports.put(table, clock.instant());
        return created
                ? ResponseEntity.created(URI.create("/api/imports/" + name)).body(get(name))
                : ResponseEntity.ok(get(name));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        checkName(name);
        if (!imports.delete(name)) {
            throw missing(name);
        }
    }

    @PostMapping(path = "/check", consumes = MediaType.APPLICATION_JSON_VALUE)
    Checked check(HttpServletRequest request) throws IOException {
        List<Finding> findings = imports.check(read("check", request));
        return new Checked(findings.stream().noneMatch(Finding::problem), findings);
    }

    @PutMapping(path = "/{name}/position", consumes = MediaType.APPLICATION_JSON_VALUE)
    ImportedTable move(@PathVariable String name, HttpServletRequest request) throws IOException {
        checkName(name);
        Instant to = Micros.toInstant(
                JsonBody.time("to", JsonBody.read(request, PositionBody.class).to(), clock.instant()));
        if (!imports.moveBack(name, to)) {
            throw missing(name);
        }
        return get(name);
    }

    private ImportedTable read(String name, HttpServletRequest request) throws IOException {
        return JsonBody.read(request, ImportBody.class).named(name, imports::relation, imports::primaryKey);
    }

    private static void checkName(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw ProblemException.badParameter(
                    "name", "the name of an import is of up to 100 letters, digits, dots, hyphens and underscores");
        }
    }

    private static ProblemException missing(String name) {
        return ProblemException.notFound("there is no import '" + name + "'");
    }
}
