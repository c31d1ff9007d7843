package dev.sundog.document.pdf;

import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.rendering.PageDrawer;
import org.apache.pdfbox.rendering.PageDrawerParameters;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Renders pages, giving up on one that takes too long. For one thread. */
final class BoundedRenderer extends PDFRenderer {
    private final Duration time;

    BoundedRenderer(PDDocument document, Duration time) {
        super(document);
        this.time = time;
    }

    @Override
    protected PageDrawer createPageDrawer(PageDrawerParameters parameters) throws IOException {
        return new BoundedDrawer(parameters, System.nanoTime() + time.toNanos());
    }

    private static final class BoundedDrawer extends PageDrawer {
        private final long deadline;

        private BoundedDrawer(PageDrawerParameters parameters, long deadline) throws IOException {
            super(parameters);
            this.deadline = deadline;
        }

        @Override
        protected void processOperator(Operator operator, List<COSBase> operands)
                throws IOException {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new PageEngine.BoundReached("it took too long to draw");
            }
            super.processOperator(operator, operands);
        }
    }
}
