// Apollo Client: its cache, and the two links that services often lack: persisted queries and batches.
//
//   node out/clients/apollo.js http://127.0.0.1:8080/graphql data/demo.json
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { BatchHttpLink } from "@apollo/client/link/batch-http";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { address, check, countingFetch } from "./demo.js";

type Answer = { errors?: { extensions?: { code?: string } }[] };

const STATE = gql`query State($code: StateCode!) { state(code: $code) { code name } }`;
const CYCLES = gql`query Cycles { cycles { key phase } }`;
const NAME = gql`query Name { state(code: "CHE") { code name } }`;
const KEYS = gql`query Keys { cycles { key } }`;

function client(link: ApolloLink) {
  return new ApolloClient({ link, cache: new InMemoryCache() });
}

async function persistedQueries() {
  const { fetch, requests } = countingFetch();
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const apollo = client(ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri: address, fetch })]));
  const first = await apollo.query<{ state: { name: string } }>({ query: NAME }).catch((error: unknown) => ({ data: undefined, error }));
  const seen = `${requests.length} requests, the first answered by ${JSON.stringify(requests[0]?.answer)}`;
  check(first.data?.state.name === "Switzerland", `the link sends the document after the hash is refused: ${seen}`);
  const code = (requests[0]?.answer as Answer).errors?.[0]?.extensions?.code;
  check(code === "PERSISTED_QUERY_NOT_SUPPORTED", `the hash alone is refused by name: ${code}`);
  await apollo.query({ query: KEYS });
  check(requests.length === 3, `the link sends no further hash alone: ${requests.length} requests`);
}

async function batches() {
  const { fetch, requests } = countingFetch();
  const apollo = client(new BatchHttpLink({ uri: address, fetch, batchInterval: 20 }));
  const both = await Promise.allSettled([apollo.query({ query: NAME }), apollo.query({ query: KEYS })]);
  const answer = requests[0]?.answer;
  check(requests.length === 1 && Array.isArray(requests[0]?.body), "the link sends one batch");
  check(Array.isArray(answer) && answer.length === 2, `the batch is refused as a list, with an error for each query: ${JSON.stringify(answer)}`);
  for (const one of both) {
    check(one.status === "rejected", "no query of a refused batch is taken for answered");
    const error: unknown = one.reason;
    const code = CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.["code"] : undefined;
    check(code === "UNSUPPORTED", `each query of the batch gets the refusal with its code: ${error}`);
  }
  const plain = await client(new HttpLink({ uri: address })).query<{ cycles: object[] }>({ query: KEYS });
  check(!!plain.data?.cycles.length, "one request at a time is answered");
}

async function cache() {
  const typePolicies = { State: { keyFields: ["code"] }, Cycle: { keyFields: ["key"] } };
  const apollo = new ApolloClient({ link: new HttpLink({ uri: address }), cache: new InMemoryCache({ typePolicies }) });
  await apollo.query({ query: STATE, variables: { code: "CHE" } });
  await apollo.query({ query: CYCLES });
  const kept = Object.keys(apollo.cache.extract() as object);
  check(kept.some((key) => key.startsWith("State:")) && kept.some((key) => key.startsWith("Cycle:")), `objects are normalised by their keys: ${kept}`);
}

await persistedQueries();
await batches();
await cache();
