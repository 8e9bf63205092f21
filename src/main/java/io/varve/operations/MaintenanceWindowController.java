package io.varve.operations;

import io.varve.web.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/maintenance-windows}: when jobs pause. */
@RestController
@RequestMapping("/api/operations/maintenance-windows")
class MaintenanceWindowController {

    private static final int MAX_NAME = 255;

    private final MaintenanceWindows windows;
    private final LedgerQueries ledger;

    MaintenanceWindowController(MaintenanceWindows windows, LedgerQueries ledger) {
        this.windows = windows;
        this.ledger = ledger;
    }

    /** All windows, by name. */
    record WindowList(List<MaintenanceWindow> results) {}

    @GetMapping
    WindowList list() {
        return new WindowList(windows.all());
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    MaintenanceWindow put(@PathVariable String name, @RequestBody MaintenanceWindow window) {
        if (name.codePointCount(0, name.length()) > MAX_NAME || name.indexOf(0) >= 0) {
            throw ProblemException.badParameter(
                    "name", "the name of a window has 1 to %d characters, and not U+0000".formatted(MAX_NAME));
        }
        window.check(name, ledger.tiers(), windows.zones());
        windows.put(name, window);
        return windows.all().stream()
                .filter(each -> name.equals(each.name()))
                .findFirst()
                .orElseThrow(() -> unknown(name));
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name) {
        if (name.indexOf(0) >= 0 || !windows.delete(name)) {
            throw unknown(name);
        }
    }

    private static ProblemException unknown(String name) {
        return ProblemException.notFound("There is no maintenance window '" + name + "'");
    }
}
