// Saves answers into the draft of a State.
//
//   node out/examples/saveAnswers.js http://127.0.0.1:8080 2026 N.a INTEGRATION KEY_ID private.pem
import { readFile } from "node:fs/promises";
import { GraphQLClient } from "graphql-request";
import { graphql } from "../generated/index.js";
import type { AnswerInput } from "../generated/graphql.js";
import { accessToken } from "./signIn.js";

const TASKS = graphql(`
  query Tasks($cycle: CycleKey!, $section: String) {
    cycle(key: $cycle) {
      phase
      instrumentVersion { questions(within: $section) { code kind } }
    }
    submission(cycle: $cycle) { status }
  }
`);

const CURRENT = graphql(`
  query Current($cycle: CycleKey!, $question: QuestionCode!) {
    submission(cycle: $cycle) {
      answer(question: $question) { revision value { ... on SingleChoiceValue { option } } }
    }
  }
`);

const SAVE = graphql(`
  mutation Save($input: SaveAnswersInput!) {
    saveAnswers(input: $input) {
      outcomes {
        __typename
        ... on AnswerSaved { revision }
        ... on AnswerConflict { theirRevision theirAuthor { name } theirValue { ... on SingleChoiceValue { option } } }
        ... on AnswerRefused { writtenQuestion code sentence }
      }
    }
  }
`);

const [origin = "", cycle = "", section = "", integration = "", keyId = "", keyFile = ""] = process.argv.slice(2);
const token = await accessToken(origin, integration, keyId, await readFile(keyFile, "utf8"));
const client = new GraphQLClient(`${origin}/graphql`, { headers: { authorization: `Bearer ${token}` } });

const tasks = await client.request(TASKS, { cycle, section });
const questions = tasks.cycle?.instrumentVersion.questions ?? [];
const choices = questions.filter((question) => question.kind === "SINGLE_CHOICE");
console.log(`The cycle is ${tasks.cycle?.phase}. ${section} has ${choices.length} questions with one choice.`);

/** Returns the option of a value that is one choice. */
function optionOf(value: object | null | undefined): string | undefined {
  return value && "option" in value && typeof value.option === "string" ? value.option : undefined;
}

const question = choices[0]?.code ?? "";
const { submission } = await client.request(CURRENT, { cycle, question });
const basedOn = submission?.answer?.revision ?? 0;
const option = optionOf(submission?.answer?.value) === "partly" ? "planned" : "partly";

// All three edits are based on the same revision. The first makes a new revision, so the second is a conflict.
for (const written of [option, "in_place", "no_such_option"]) {
  const answers: AnswerInput[] = [{ question, basedOn, value: { singleChoice: { option: written } } }];
  const { saveAnswers } = await client.request(SAVE, { input: { cycle, answers } });
  const outcome = saveAnswers?.outcomes[0];
  switch (outcome?.__typename) {
    case "AnswerSaved":
      console.log(`Saved as revision ${outcome.revision}.`);
      break;
    case "AnswerConflict":
      console.log(`Conflict: the answer is ${optionOf(outcome.theirValue)}, by ${outcome.theirAuthor?.name}.`);
      break;
    case "AnswerRefused":
      console.log(`Refused: ${outcome.code}.`);
      break;
    default:
      throw new Error("The service has an outcome that this program does not know.");
  }
}
