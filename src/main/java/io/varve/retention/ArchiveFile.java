package io.varve.retention;

/**
 * A file rows were written to.
 *
 * @param file path within the archive directory
 * @param rows points or buckets in it
 * @param sha256 of the file as it is on disk, in hex
 */
record ArchiveFile(String file, long rows, String sha256) {}
