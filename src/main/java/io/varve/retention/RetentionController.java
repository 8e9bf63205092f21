package io.varve.retention;

import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** {@code /api/retention-policies}. */
@RestController
@RequestMapping("/api/retention-policies")
class RetentionController {

    private final RetentionPolicies policies;
    private final RetentionCycle cycle;
    private final InstantSource clock;

    RetentionController(RetentionPolicies policies, RetentionCycle cycle, InstantSource clock) {
        this.policies = policies;
        this.cycle = cycle;
        this.clock = clock;
    }

    /** A page of policies in order of name; {@code next} and {@code previous} are URLs, null at the ends. */
    @GetMapping
    ListPage<PolicyView> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        return ListPage.of(
                limit,
                offset,
                usable(policies::all).stream().map(PolicyView::of).toList());
    }

    @GetMapping("/{name}")
    PolicyView get(@PathVariable String name) {
        return usable(() -> policies.byName(name)).map(PolicyView::of).orElseThrow(() -> unknown(name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<PolicyView> put(@PathVariable String name, @RequestBody PolicyBody body) {
        boolean created = usable(() -> policies.put(body.policy(checked(name))));
        return created ? ResponseEntity.created(location(name)).body(get(name)) : ResponseEntity.ok(get(name));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        if (!policies.delete(name)) {
            throw unknown(name);
        }
    }

    @PostMapping("/run")
    RetentionReport run(@RequestParam(name = "dry_run", required = false) @Nullable String dryRun) {
        boolean isDry = isTrue(dryRun);
        return usable(() -> isDry ? cycle.preview(clock.instant()) : cycle.run(clock.instant()));
    }

    /** What was put into the database past the service, and cannot be right, is a 409 that says what it is. */
    private static <T> T usable(Supplier<T> work) {
        try {
            return work.get();
        } catch (RefusedRetentionException e) {
            throw new ProblemException(HttpStatus.CONFLICT, "unsafe-retention", String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isTrue(@Nullable String dryRun) {
        if (dryRun == null || dryRun.equals("false")) {
            return false;
        }
        if (dryRun.equals("true")) {
            return true;
        }
        throw ProblemException.badParameter("dry_run", "'dry_run' is true or false, not '" + dryRun + "'");
    }

    private static String checked(String name) {
        if (name.codePointCount(0, name.length()) > RetentionPolicy.MAX_NAME || name.indexOf(0) >= 0) {
            throw ProblemException.badParameter(
                    "name",
                    "the name of a policy has 1 to %d characters, and not U+0000".formatted(RetentionPolicy.MAX_NAME));
        }
        return name;
    }

    private static URI location(String name) {
        return URI.create("/api/retention-policies/" + UriUtils.encode(name, StandardCharsets.UTF_8));
    }

    private static ProblemException unknown(String name) {
        return ProblemException.notFound("There is no retention policy '" + name + "'");
    }
}
