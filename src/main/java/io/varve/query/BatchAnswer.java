package io.varve.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.varve.web.ProblemException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/** The answers of a batch, in the order of its queries. */
record BatchAnswer(List<Item> answers) {

    /**
     * One of them.
     *
     * @param status as it would be of a request of its own
     * @param problem why there are no results
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            int status,
            Answer.@Nullable Metadata metadata,
            @Nullable Results results,
            @Nullable ProblemDetail problem) {

        static Item of(Answer answer) {
            return new Item(200, answer.metadata(), answer.results(), null);
        }

        static Item of(ProblemException problem) {
            return new Item(problem.status().value(), null, null, problem.toProblem());
        }
    }
}
