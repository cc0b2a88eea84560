// The public conformance audit for GraphQL over HTTP (https://graphql.github.io/graphql-over-http/), against a URL.
//
//   npm ci && node audit.mjs http://127.0.0.1:8080/graphql
//
// Prints the counts and the failures. The exit code is 1 unless every MUST and every SHOULD passes.
// A MAY is only reported.
import { serverAudits } from "graphql-http";

const url = process.argv[2];
if (!url) {
  console.error("usage: node audit.mjs URL");
  process.exit(2);
}

const counts = { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] };
for (const audit of serverAudits({ url })) {
  const level = audit.name.split(" ")[0];
  const result = await audit.fn();
  counts[level][1] += 1;
  if (result.status === "ok") {
    counts[level][0] += 1;
  } else {
    console.log(`${result.status}: ${audit.id} ${audit.name}: ${result.reason}`);
  }
}
for (const [level, [passed, all]] of Object.entries(counts)) {
  console.log(`${level}: ${passed} of ${all}`);
}
const held = ["MUST", "SHOULD"].every((level) => counts[level][1] > 0 && counts[level][0] === counts[level][1]);
process.exit(held ? 0 : 1);
