// The interface's words: English in the code, six PO files. `npm run words` writes new messages into them.
import { formatter } from "@lingui/format-po";

export default {
  sourceLocale: "en",
  locales: ["ar", "zh", "en", "fr", "ru", "es"],
  catalogs: [{ path: "src/locales/{locale}", include: ["src", "pages.js"] }],
  format: formatter({ lineNumbers: false, origins: false }),
  // `lingui compile` only checks: the build reads the PO files themselves.
  catalogsMergePath: "node_modules/.lingui/{locale}",
  orderBy: "message",
};
