package io.varve.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/** Answers for requests that Tomcat refuses before the application sees them, such as a malformed request line. */
public class ProblemReportValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int code = response.getStatus();
        HttpStatus status = HttpStatus.resolve(code);
        if (code < 400 || status == null || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        String slug = ProblemHandler.slug(status);
        byte[] body = "{\"type\":\"urn:varve:problem:%s\",\"title\":\"%s\",\"status\":%d}"
                .formatted(slug, status.getReasonPhrase(), code)
                .getBytes(StandardCharsets.UTF_8);
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException clientIsGone) {
            container.getLogger().debug("Error answer not delivered", clientIsGone);
        }
    }
}
