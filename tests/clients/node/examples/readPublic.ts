// Reads States and public answers, without a token.
//
//   node out/examples/readPublic.js http://127.0.0.1:8080/graphql 2026
import { GraphQLClient } from "graphql-request";
import { graphql } from "../generated/index.js";

const STATES = graphql(`
  query States {
    states(group: { grouping: "sids", code: "SIDS" }) { code name(language: FR) }
  }
`);

const ANSWERS = graphql(`
  query Answers($cycle: CycleKey!, $after: String) {
    sharedAnswers(cycle: $cycle, first: 50, after: $after) {
      nodes { stateCode disposition edition }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const [address = "", cycle = ""] = process.argv.slice(2);
const client = new GraphQLClient(address);

/** Yields the public answers of a cycle. It asks for the next page only when it is needed. */
async function* publicAnswers() {
  let after: string | null | undefined;
  for (;;) {
    const { sharedAnswers } = await client.request(ANSWERS, { cycle, after });
    if (!sharedAnswers) return;
    yield* sharedAnswers.nodes;
    if (!sharedAnswers.pageInfo.hasNextPage) return;
    after = sharedAnswers.pageInfo.endCursor;
  }
}

for (const state of (await client.request(STATES)).states ?? []) {
  console.log(state.code, state.name);
}
// The first 120 answers. Without `break`, all of them.
let count = 0;
for await (const answer of publicAnswers()) {
  console.log(answer.stateCode, answer.disposition);
  count += 1;
  if (count === 120) break;
}
