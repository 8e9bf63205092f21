package io.varve.query;

import io.varve.web.ProblemException;
import org.springframework.http.HttpStatus;

/** For an answer more points would have to be read than may be. */
final class TooManyPointsException extends ProblemException {

    private static final long serialVersionUID = 1L;

    TooManyPointsException(int most) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "too-many-points",
                "This is computed from all points of the range, and these are more than %d.".formatted(most)
                        + " Ask for a shorter range, a wider interval or fewer series, or without exact=true, or raise"
                        + " varve.query.exact-points.");
        with("limit", most);
    }
}
