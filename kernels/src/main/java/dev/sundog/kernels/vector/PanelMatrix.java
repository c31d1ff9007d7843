package dev.sundog.kernels.vector;

import static dev.sundog.kernels.vector.Lanes.PANEL_ROWS;

import dev.sundog.kernels.Matrix;
import dev.sundog.kernels.MatrixSource;
import dev.sundog.kernels.block.ElementType;
import dev.sundog.kernels.block.IntegerBlocks;
import dev.sundog.kernels.parallel.ThreadTeam;

import java.util.ArrayList;
import java.util.List;

/** Parts of possibly different types whose rows follow each other; each begins a panel. */
final class PanelMatrix implements Matrix {
    private final int columns;
    private final int rows;
    private final boolean usesBlockSums;
    private final Slice[] slices;
    private final long byteSize;

    /** One panel: where it is and which rows of the matrix it gives. */
    record Slice(Panels panels, int panel, int firstRow, int rows) {}

    private PanelMatrix(int columns, List<Panels> parts) {
        this.columns = columns;
        usesBlockSums = parts.stream().anyMatch(Panels::usesBlockSums);
        byteSize = parts.stream().mapToLong(Panels::byteSize).sum();
        List<Slice> all = new ArrayList<>();
        int row = 0;
        for (Panels part : parts) {
            for (int panel = 0; panel < Lanes.panels(part.rows()); panel++) {
                int first = panel * PANEL_ROWS;
                int count = Math.min(PANEL_ROWS, part.rows() - first);
                all.add(new Slice(part, panel, row + first, count));
            }
            row += part.rows();
        }
        rows = row;
        slices = all.toArray(Slice[]::new);
    }

    static PanelMatrix pack(List<? extends MatrixSource> sources, ThreadTeam team) {
        int columns = sources.getFirst().columns();
        List<Panels> parts = new ArrayList<>();
        for (MatrixSource source : sources) {
            if (source.columns() != columns) {
                throw new IllegalArgumentException(
                        "matrices of " + columns + " and " + source.columns() + " columns");
            }
            parts.add(packOne(source, team));
        }
        return new PanelMatrix(columns, parts);
    }

    private static Panels packOne(MatrixSource source, ThreadTeam team) {
        return switch (source.type()) {
            case F32 -> FloatPanels.pack(source, team);
            case BF16 -> HalfPanels.pack(source, team);
            case F64, F8_E4M3, F8_E5M2, I8, I16, I32, I64 -> FloatPanels.pack(source, team);
            case Q4_K -> NibblePanels.packQ4K(source, team);
            case Q5_0, Q5_1, Q2_K, Q3_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, TQ1_0, TQ2_0, MXFP4 ->
                    GroupPanels.pack(source, IntegerBlocks.of(source.type()).orElseThrow(), team);
            case F16 ->
                    isFinite(source, source.columns())
                            ? HalfPanels.pack(source, team)
                            : FloatPanels.pack(source, team);
            case Q8_0 ->
                    isFinite(source, 1)
                            ? Int8Panels.pack(source, team)
                            : FloatPanels.pack(source, team);
            case Q4_0, Q4_1 ->
                    isFinite(source, source.type() == ElementType.Q4_1 ? 2 : 1)
                            ? NibblePanels.pack(source, team)
                            : FloatPanels.pack(source, team);
        };
    }

    /** Whether all F16 numbers (the first {@code scales} of each block) are finite. */
    private static boolean isFinite(MatrixSource source, int scales) {
        BlockRow row = new BlockRow(source);
        int count = source.type() == ElementType.F16 ? 1 : scales;
        for (int r = 0; r < source.rows(); r++) {
            row.read(r);
            if (!row.hasFiniteScales(count)) {
                return false;
            }
        }
        return true;
    }

    int panelCount() {
        return slices.length;
    }

    Slice slice(int index) {
        return slices[index];
    }

    boolean usesBlockSums() {
        return usesBlockSums;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }
}
