// `vite build` writes what the server embeds into dist/; `vite` serves it at /developer/ beside a running server.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { defineConfig } from "vite";

const api = "http://127.0.0.1:8080";

export default defineConfig({
  appType: "mpa",
  build: {
    assetsDir: "developer/assets",
    // Monaco is one large piece whatever we do; it is fetched once and kept.
    chunkSizeWarningLimit: 4096,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["developer/index.html"],
      checks: { pluginTimings: false },
      // "use client" means nothing here: no server renders these components.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
    },
  },
  worker: { rolldownOptions: { output: { entryFileNames: "developer/assets/[name]-[hash].js" } } },
  server: { proxy: { "/graphql": api, "/developer/schema.graphql": api } },
  plugins: [compressed()],
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
