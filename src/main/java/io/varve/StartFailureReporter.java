package io.varve;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.springframework.util.StringUtils;

/** Says why the service does not start in one line on standard error, where scripts and people look for it. */
class StartFailureReporter implements FailureAnalysisReporter {

    @Override
    public void report(FailureAnalysis analysis) {
        String action = StringUtils.hasText(analysis.getAction()) ? " " + analysis.getAction() : "";
        String line =
                (analysis.getDescription() + action).replaceAll("\\s+", " ").strip();
        System.err.println("Varve cannot start: " + line);
    }
}
