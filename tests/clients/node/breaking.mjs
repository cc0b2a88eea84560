// Finds changes of the schema that break clients, and requires that CHANGELOG.md names each of them.
//
//   node breaking.mjs
//
// It compares `api/schema.graphql` with `api/schema.released.graphql`, the schema of the last release. A release copies the one to the
// other (CONTRIBUTING.md, "Releasing"). Before the first release there is no such file, and nothing can break: the program then
// checks itself alone. A change is named by its path in backticks, such as `Query.cycle`, under "Unreleased".
import { existsSync, readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema, parse, print, visit } from "graphql";

const root = new URL("../../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");

/** Returns the breaking changes that the text does not name. */
async function unnamed(before, after, changes) {
  const found = await diff(buildSchema(before), buildSchema(after));
  const breaking = found.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
  return breaking.filter((change) => !changes.includes("`" + change.path + "`")).map((change) => `${change.path}: ${change.message}`);
}

/** Returns the part "Unreleased" of the change log. */
function unreleased(log) {
  return log.split(/^## /m).find((part) => part.startsWith("Unreleased")) ?? "";
}

function fail(sentence, lines = []) {
  console.error([sentence, ...lines.map((line) => `  ${line}`)].join("\n"));
  process.exit(1);
}

const schema = read("api/schema.graphql");

// The check itself: a field that is gone is found, unless the text names it.
const without = print(visit(parse(schema), { FieldDefinition: (field) => (field.name.value === "viewer" ? null : undefined) }));
const found = await unnamed(schema, without, "");
if (found.length !== 1 || !found[0].startsWith("Query.viewer: ")) fail("The check does not find that Query.viewer is gone.", found);
if ((await unnamed(schema, without, "- `Query.viewer` is gone.")).length > 0) fail("The check does not read the change log.");
if ((await unnamed(without, schema, "")).length > 0) fail("The check takes a new field for a breaking change.");

if (existsSync(new URL("api/schema.released.graphql", root))) {
  const missing = await unnamed(read("api/schema.released.graphql"), schema, unreleased(read("CHANGELOG.md")));
  if (missing.length > 0) fail('These changes break clients. Name each path in backticks in CHANGELOG.md, under "Unreleased":', missing);
} else {
  console.log("nothing is released yet");
}
