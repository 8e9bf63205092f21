package io.varve.catalog;

import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs work in a short transaction on the ingest pool that has committed when the call returns. Ids are cached only
 * then; inside a caller's transaction they could still be rolled back, so there it refuses to run.
 */
@Component
class OwnTransaction {

    private final TransactionTemplate transactions;

    OwnTransaction(@Qualifier("ingestTransactions") TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    <T> T run(Supplier<T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(
                    "the catalogue is written before the caller's transaction begins, not inside");
        }
        T result = transactions.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("the work gave no result");
        }
        return result;
    }
}
