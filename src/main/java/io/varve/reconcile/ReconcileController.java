package io.varve.reconcile;

import io.varve.catalog.SeriesSelector;
import io.varve.timeseries.TimeRange;
import io.varve.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/operations/reconcile}. */
@RestController
class ReconcileController {

    private final Reconciler reconciler;
    private final InstantSource clock;

    ReconcileController(Reconciler reconciler, InstantSource clock) {
        this.reconciler = reconciler;
        this.clock = clock;
    }

    @PostMapping(path = "/api/operations/reconcile", consumes = MediaType.APPLICATION_JSON_VALUE)
    Reconciliation reconcile(HttpServletRequest request) throws IOException {
        ReconcileBody body = JsonBody.read(request, ReconcileBody.class);
        TimeRange range = body.range(clock.instant());
        SeriesSelector selector = body.selector();
        return reconciler.reconcile(selector, range, body.repairs());
    }
}
