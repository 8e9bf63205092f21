package io.varve;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** For failures that no other analyzer knows: one line too, and for this once the whole trace in the log. */
@Order(Ordered.LOWEST_PRECEDENCE)
class UnforeseenFailureAnalyzer implements FailureAnalyzer {

    private static final Logger log = LoggerFactory.getLogger(UnforeseenFailureAnalyzer.class);

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        log.error("The start failed", failure);
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return new FailureAnalysis("%s (the log has the details)".formatted(root), null, failure);
    }
}
