package io.varve.ui;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page for whoever is on call: health, lag, sizes, errors and slow queries, as {@code /api/operations} tells them. */
@RestController
class DashboardController {

    private static final String NOTHING_BUT_OURS =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final String page = text("dashboard/page.html");

    @GetMapping("/dashboard")
    ResponseEntity<String> page(HttpServletRequest request) {
        return ResponseEntity.ok()
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .header("Content-Security-Policy", NOTHING_BUT_OURS)
                .body(page.replace("{base}", request.getContextPath()));
    }

    @GetMapping("/dashboard/page.css")
    ResponseEntity<Resource> style() {
        return file("page.css", new MediaType("text", "css", StandardCharsets.UTF_8));
    }

    @GetMapping("/dashboard/page.js")
    ResponseEntity<Resource> script() {
        return file("page.js", new MediaType("text", "javascript", StandardCharsets.UTF_8));
    }

    @GetMapping("/dashboard/tables.json")
    ResponseEntity<Resource> tables() {
        return file("tables.json", MediaType.APPLICATION_JSON);
    }

    private static ResponseEntity<Resource> file(String name, MediaType type) {
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noCache())
                .body(new ClassPathResource("dashboard/" + name));
    }

    private static String text(String path) {
        try {
            return new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
