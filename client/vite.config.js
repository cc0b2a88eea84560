// `vite build` writes what the server embeds into dist/; `vite` serves it beside a running server.
//
// Two entries: index.html is the survey's client, developer/index.html is GraphiQL. The first becomes one page for each language, so that
// a reader without scripts, and a crawler, gets the right language at once.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { lingui } from "@lingui/vite-plugin";
import babel from "@rolldown/plugin-babel";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { pages } from "./pages.js";

const api = process.env.NATIONAL_SURVEY_API ?? "http://127.0.0.1:8080";
// The refresh cookie is read only by requests that name the server's own origin.
const proxied = { target: api, changeOrigin: true, headers: { origin: api } };

export default defineConfig({
  build: {
    // A font or a picture in a style sheet would be a data: address, which the policy of the pages refuses.
    assetsInlineLimit: 0,
    // Monaco is one large piece whatever we do; it is fetched once and kept.
    chunkSizeWarningLimit: 4096,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index.html", "developer/index.html"],
      checks: { pluginTimings: false },
      // "use client" means nothing here: no server renders these components.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  // Workers obey the policy with which they are served: GraphiQL's are served with its own.
  worker: { rolldownOptions: { output: { entryFileNames: "developer/assets/[name]-[hash].js" } } },
  // The workers of GraphiQL can't be bundled beforehand.
  optimizeDeps: { entries: ["index.html"], exclude: ["graphiql/setup-workers/vite", "@graphiql/react/setup-workers/vite"] },
  server: { proxy: { "^/(graphql|auth|export|instruments|developer/schema\\.graphql)\\b": proxied } },
  plugins: [
    react({ include: /\/client[^/]*\/src\/.*\.tsx$/ }),
    babel({ include: /\/src\/.*\.tsx?$/, plugins: ["@lingui/babel-plugin-lingui-macro"] }),
    lingui({ failOnMissing: true }),
    pages(),
    compressed(),
  ],
});

// Writes `file.br` beside each file that gains by it: once here, rather than at each start or request. The highest quality
// would take ten times as long, for a tenth less.
function compressed() {
  const brotli = promisify(brotliCompress);
  return {
    name: "compressed",
    apply: "build",
    async writeBundle({ dir }) {
      const entries = await readdir(dir, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && /\.(css|html|js|svg)$/.test(entry.name));
      await Promise.all(
        files.map(async ({ parentPath, name }) => {
          const file = join(parentPath, name);
          const plain = await readFile(file);
          const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
          const small = await brotli(plain, { params });
          if (small.length < plain.length) await writeFile(`${file}.br`, small);
        }),
      );
    },
  };
}
