/**
 * Profiles: what partials of the tiers from 1h up do not hold, made from settled points behind the tiers. When they count is rule 11 of
 * docs/protocol.md; the work itself is SQL: db/repeatable/330_profile.
 */
@NullMarked
package io.varve.profile;

import org.jspecify.annotations.NullMarked;
