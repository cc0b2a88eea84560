// urql: public data, a conflict as data, a refusal with its code and path.
//
//   node out/clients/urql.js http://127.0.0.1:8080/graphql data/demo.json
import { cacheExchange, Client, fetchExchange, gql } from "@urql/core";
import { address, authorization, check, countingFetch, cycle } from "./demo.js";

/** Returns a client with the token at a path of demo.json, or without one, and its requests. */
function client(...path: string[]) {
  const { fetch, requests } = countingFetch();
  const fetchOptions = { headers: path.length ? authorization(...path) : {} };
  return { client: new Client({ url: address, exchanges: [cacheExchange, fetchExchange], fetch, fetchOptions, preferGetMethod: false }), requests };
}

const open = client();
const STATE = gql`query ($code: StateCode!) { state(code: $code) { code name(language: AR) } }`;
for (let time = 0; time < 2; time += 1) {
  const { data, error } = await open.client.query<{ state: { name: string } }>(STATE, { code: "CHE" });
  check(!error && data?.state.name === "سويسرا", `the public reads a State's name in Arabic: ${error?.message}`);
}
check(open.requests.length === 1, "the second time comes from the cache");
const byGet = await new Client({ url: address, exchanges: [fetchExchange], preferGetMethod: "force" }).query<{ state: object }>(STATE, { code: "CHE" });
check(!byGet.error && !!byGet.data?.state, `a query by GET is answered: ${byGet.error?.message}`);

const own = client("states", "NOR", "focal_point");
const ANSWER = gql`
  query ($cycle: CycleKey!, $question: QuestionCode!) {
    submission(cycle: $cycle) { answer(question: $question) { revision value { ... on SingleChoiceValue { option } } } }
  }
`;
const SAVE = gql`
  mutation ($input: SaveAnswersInput!) {
    saveAnswers(input: $input) { outcomes { __typename ... on AnswerConflict { theirRevision } ... on AnswerRefused { code } } }
  }
`;
const question = "N.a.1";
type Current = { submission: { answer: { revision: number; value: { option: string } | null } | null } | null };
const now = (await own.client.query<Current>(ANSWER, { cycle, question })).data?.submission?.answer;
const edit = (option: string) => ({ question, basedOn: now?.revision ?? 0, value: { singleChoice: { option } } });
for (const [option, outcome] of [[now?.value?.option === "partly" ? "planned" : "partly", "AnswerSaved"], ["in_place", "AnswerConflict"]] as const) {
  const saved = await own.client.mutation<{ saveAnswers: { outcomes: { __typename: string }[] } }>(SAVE, { input: { cycle, answers: [edit(option)] } });
  check(saved.data?.saveAnswers.outcomes[0]?.__typename === outcome, `${option} is ${outcome}: ${JSON.stringify(saved.data)} ${saved.error}`);
}

const refused = await open.client.query(`{ state(code: "CHE") { code } submissions { status } }`, {});
const [error] = refused.error?.graphQLErrors ?? [];
check(error?.extensions["code"] === "UNAUTHENTICATED", `submissions are for people who are signed in: ${refused.error}`);
check(JSON.stringify(error.path) === `["submissions"]`, `the refusal names the refused field: ${JSON.stringify(error)}`);
check((refused.data as { state?: object } | undefined)?.state !== undefined, "the other field is answered");
