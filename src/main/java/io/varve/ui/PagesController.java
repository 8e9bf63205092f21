package io.varve.ui;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.view.RedirectView;
import org.webjars.WebJarVersionLocator;

/** ReDoc, and the way in from the root. */
@RestController
class PagesController {

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Varve API</title>
              <style>body { margin: 0; }</style>
            </head>
            <body>
              <redoc spec-url="%1$s/openapi.yaml"></redoc>
              <script src="%1$s/webjars/%2$s"></script>
            </body>
            </html>
            """;

    // ReDoc would load its maker's logo from elsewhere; its search runs in a worker made of a blob.
    private static final String NOTHING_FROM_ELSEWHERE =
            "default-src 'self' data: blob:; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src blob:";

    private final String script = redoc();

    @GetMapping("/redoc")
    ResponseEntity<String> redoc(HttpServletRequest request) {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_HTML)
                .header("Content-Security-Policy", NOTHING_FROM_ELSEWHERE)
                .body(PAGE.formatted(request.getContextPath(), script));
    }

    @GetMapping("/")
    RedirectView root() {
        return new RedirectView("/swagger-ui", true);
    }

    private static String redoc() {
        String path = new WebJarVersionLocator().fullPath("redoc", "redoc.standalone.js");
        if (path == null) {
            throw new IllegalStateException("ReDoc is not on the class path");
        }
        return path.substring(path.indexOf("redoc/"));
    }
}
