import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.multipdf.PDFMergerUtility;

import java.io.File;
import java.io.IOException;

/**
 * Makes one long PDF of many: {@code java -cp "$(cat cli/target/sundog.classpath)"
 * tools/MergePdf.java OUT TIMES PDF…} writes all of the files TIMES times, one after the other.
 */
public final class MergePdf {
    private MergePdf() {}

    public static void main(String[] arguments) throws IOException {
        PDFMergerUtility merger = new PDFMergerUtility();
        merger.setDestinationFileName(arguments[0]);
        for (int time = 0; time < Integer.parseInt(arguments[1]); time++) {
            for (int i = 2; i < arguments.length; i++) {
                merger.addSource(new File(arguments[i]));
            }
        }
        merger.mergeDocuments(IOUtils.createTempFileOnlyStreamCache());
    }
}
