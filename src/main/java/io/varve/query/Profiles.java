package io.varve.query;

import io.varve.rollup.Floors;
import io.varve.rollup.Tier;
import io.varve.rollup.TierState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The profiles of tiers (docs/adr/0026) as tiers of their own: with the same ids, but made from each other and at last from
 * raw, as far as they are made, and from when on there are any.
 */
final class Profiles {

    private Profiles() {}

    /** Finer before coarser, as the tiers are. */
    static List<TierState> of(List<TierState> tiers) {
        List<TierState> profiles = new ArrayList<>();
        for (TierState state : tiers) {
            TierState.Profile profile = state.profile();
            if (profile != null) {
                Tier tier = state.tier();
                profiles.add(new TierState(
                        new Tier(
                                tier.id(),
                                "profile_" + tier.name(),
                                profile.sourceId(),
                                tier.width(),
                                profile.table(),
                                false),
                        profile.position()));
            }
        }
        return profiles;
    }

    /** Entries of tiers without profiles come before those of the tiers that are built from them. */
    static Chain chain(List<TierState> tiers) {
        Set<Short> beneath = new TreeSet<>();
        tiers.stream()
                .filter(state -> state.profile() == null)
                .forEach(state -> beneath.add(state.tier().id()));
        return new Chain("profile_", Set.copyOf(beneath));
    }

    /** With profiles from when on there are any. */
    static Floors floors(Floors floors, List<TierState> tiers) {
        List<Long> from = new ArrayList<>();
        for (int layer = 0; layer < floors.layers().size(); layer++) {
            from.add(floors.of(layer));
        }
        for (TierState state : tiers) {
            TierState.Profile profile = state.profile();
            if (profile != null) {
                from.set(state.tier().id(), Math.max(from.get(state.tier().id()), profile.begins()));
            }
        }
        return new Floors(floors.generation(), List.copyOf(from), floors.series());
    }
}
