// Unpacks the Chromium that comes with npm into TMPDIR. A process of its own, because the package reads its
// surroundings when it is loaded.
import chromium from "@sparticuz/chromium";

await chromium.executablePath();
