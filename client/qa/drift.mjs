// Writes the generated files anew, and fails if a committed one differs: the GraphQL types, and the messages of the PO files.
import { execFileSync } from "node:child_process";

const client = new URL("..", import.meta.url);
const run = (folder, ...command) => execFileSync("npx", command, { cwd: new URL(folder, client), stdio: ["ignore", process.stderr, "inherit"] });

run("qa/", "graphql-codegen", "--config", "codegen.mjs");
run(".", "lingui", "extract", "--clean");
const changed = execFileSync("git", ["status", "--porcelain", "--", "src/gql", "src/locales"], { cwd: client, encoding: "utf8" });
if (changed !== "") {
  console.error(`these files are out of date; \`npm run generate\` in client/qa and \`npm run words\` in client write them anew:\n${changed}`);
  process.exit(1);
}
