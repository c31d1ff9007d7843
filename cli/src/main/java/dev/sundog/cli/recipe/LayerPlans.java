package dev.sundog.cli.recipe;

import dev.sundog.model.failure.SundogException;
import dev.sundog.model.surgery.LayerPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Layer plans as people write them. */
public final class LayerPlans {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

    private LayerPlans() {}

    /** {@code A-B}, inclusive: each of these layers is followed by its copy. */
    public static LayerPlan parseInterleave(int layers, String range) {
        int[] ends = ends("interleave", range);
        return LayerPlan.interleave(layers, ends[0], ends[1]);
    }

    /** {@code A-B,C-D}: half-open ranges, one after the other. */
    public static LayerPlan parseSlices(int layers, String ranges) {
        List<LayerPlan.Slice> slices = new ArrayList<>();
        for (String range : ranges.split(",", -1)) {
            int[] ends = ends("slices", range.strip());
            slices.add(new LayerPlan.Slice(ends[0], ends[1]));
        }
        return LayerPlan.slices(layers, slices);
    }

    private static int[] ends(String option, String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw SundogException.user(
                    "layer-range", option + ": '" + range + "': expected a range such as 8-21");
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }
}
