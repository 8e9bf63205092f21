package io.varve.custom;

import io.varve.rollup.RefreshCycle;
import io.varve.web.JsonBody;
import io.varve.web.ListPage;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
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

/** {@code /api/rollups}: tiers, which are there to be seen, and custom rollups. */
@RestController
@RequestMapping("/api/rollups")
class RollupController {

    private final RollupRepository rollups;
    private final RollupCycle cycle;
    private final RefreshCycle tiers;
    private final InstantSource clock;

    RollupController(RollupRepository rollups, RollupCycle cycle, RefreshCycle tiers, InstantSource clock) {
        this.rollups = rollups;
        this.cycle = cycle;
        this.tiers = tiers;
        this.clock = clock;
    }

    /** A page of rollups; {@code next} and {@code previous} are URLs, null at the ends. */
    @GetMapping
    ListPage<RollupView> list(
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        return ListPage.of(limit, offset, rollups.views(clock.instant()));
    }

    @GetMapping("/{name}")
    RollupView get(@PathVariable String name) {
        return rollups.views(clock.instant()).stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<RollupView> put(@PathVariable String name, HttpServletRequest request) throws IOException {
        refuseTier(name);
        if (!RollupBody.isName(name)) {
            throw ProblemException.badParameter(
                    "name",
                    "the name of a rollup is a letter and up to 62 letters, digits and underscores, but not rollup_ and a number: its view has the same");
        }
        RollupDefinition wanted = JsonBody.read(request, RollupBody.class).definition(name, rollups.tiers());
        Optional<RollupDefinition> found = rollups.find(name);
        if (found.isEmpty()) {
            rollups.create(wanted, clock.instant());
            return ResponseEntity.created(URI.create("/api/rollups/" + name)).body(get(name));
        }
        if (!found.get().isOfTheSame(wanted)) {
            throw ProblemException.conflict(
                    "The rollup '%s' is of another source, interval, series or dimensions, and would have to be made anew: delete it first, or use another name"
                            .formatted(name));
        }
        rollups.alter(wanted, clock.instant());
        return ResponseEntity.ok(get(name));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        refuseTier(name);
        requireCustom(name);
        rollups.drop(name);
    }

    /** A bounded amount of what there is to do, at once; then how it stands. */
    @PostMapping("/{name}/refresh")
    RollupView refresh(@PathVariable String name) {
        if (isTier(name)) {
            tiers.run(name, clock.instant());
        } else {
            requireCustom(name);
            cycle.refresh(name, clock.instant());
        }
        return get(name);
    }

    private void requireCustom(String name) {
        if (name.indexOf(0) >= 0 || rollups.find(name).isEmpty()) {
            throw unknown(name);
        }
    }

    private void refuseTier(String name) {
        if (isTier(name)) {
            throw ProblemException.conflict(
                    "'%s' is a tier: the service keeps it by itself, and it cannot be changed".formatted(name));
        }
    }

    private boolean isTier(String name) {
        return rollups.tiers().containsKey(name);
    }

    private static ProblemException unknown(String name) {
        return ProblemException.notFound("There is no rollup '" + name + "'");
    }
}
