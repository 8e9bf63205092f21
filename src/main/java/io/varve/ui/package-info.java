/**
 * Pages for people: Swagger UI and ReDoc over the contract, openapi.yaml, and the dashboard over its operations. They work without any
 * other server.
 */
@NullMarked
package io.varve.ui;

import org.jspecify.annotations.NullMarked;
