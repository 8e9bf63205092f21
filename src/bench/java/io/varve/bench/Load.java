package io.varve.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Prepared, numbered tasks, to be shared out among so many threads, each with a connection of its own.
 *
 * @param opener makes a thread's connection, before time starts
 */
record Load(int connections, int tasks, Callable<? extends Connection> opener) {

    /** What one thread performs its tasks on. */
    interface Connection {

        void perform(int task) throws Exception;

        void close() throws Exception;
    }

    /** Performs all tasks. Connections are closed last, so that the processor time of their backends is seen. */
    Timing run(Service service) throws Exception {
        List<Connection> open = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            for (int i = 0; i < connections; i++) {
                open.add(opener.call());
            }
            return run(service, open, threads);
        } finally {
            threads.shutdownNow();
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private Timing run(Service service, List<Connection> open, ExecutorService threads) throws Exception {
        AtomicInteger next = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(connections + 1);
        Timing timing = new Timing();
        List<Future<?>> running = new ArrayList<>();
        for (Connection connection : open) {
            running.add(threads.submit(() -> {
                start.await();
                for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                    timing.record(connection, task);
                }
                return null;
            }));
        }
        Cpu before = Cpu.now(service);
        start.await();
        long began = System.nanoTime();
        for (Future<?> thread : running) {
            thread.get();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return timing.ended(seconds, Cpu.now(service).since(before));
    }

    /** Posts bodies, one request each. */
    static Load posts(Service service, int connections, String path, String contentType, List<byte[]> bodies) {
        return new Load(connections, bodies.size(), () -> {
            HttpConnection http = new HttpConnection(service.port());
            return new Connection() {
                @Override
                public void perform(int task) throws Exception {
                    http.post(path, contentType, bodies.get(task));
                }

                @Override
                public void close() throws Exception {
                    http.close();
                }
            };
        });
    }
}
