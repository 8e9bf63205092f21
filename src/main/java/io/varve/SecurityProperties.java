package io.varve;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may use the service.
 *
 * @param open lets anybody who can reach the service use it, also from other machines
 */
@ConfigurationProperties("varve.security")
record SecurityProperties(boolean open) {}
