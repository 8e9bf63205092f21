package io.varve.operations;

import io.varve.operations.NotedQueries.NotedQuery;
import io.varve.operations.NotedQueries.Order;
import io.varve.web.ListPage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/operations/slow-queries}. */
@RestController
class SlowQueryController {

    private static final List<String> ORDERS = List.of("latest", "slowest");

    private final NotedQueries noted;

    SlowQueryController(NotedQueries noted) {
        this.noted = noted;
    }

    @GetMapping("/api/operations/slow-queries")
    ListPage<NotedQuery> slowQueries(
            @RequestParam(required = false) @Nullable String order,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String offset) {
        Order by = order == null
                ? Order.LATEST
                : Order.valueOf(Choices.oneOf("order", order, ORDERS).toUpperCase(Locale.ROOT));
        return ListPage.of(limit, offset, noted::count, (size, start) -> noted.page(by, size, start));
    }
}
