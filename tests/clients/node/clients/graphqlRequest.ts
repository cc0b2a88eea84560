// graphql-request with documents typed by graphql-codegen: the examples of the documentation, as an integration that is minted here.
//
//   node out/clients/graphqlRequest.js http://127.0.0.1:8080/graphql data/demo.json
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientError, gql, GraphQLClient } from "graphql-request";
import { address, authorization, check, cycle, origin } from "./demo.js";

type Minted = { mintIntegration: { integration: { id: string; keys: { kid: string }[] } } };

const MINT = gql`
  mutation Mint($input: MintIntegrationInput!) { mintIntegration(input: $input) { integration { id keys { kid } } } }
`;

/** Runs an example; returns what it prints, by line. */
function example(name: string, ...given: string[]): string[] {
  const program = new URL(`../examples/${name}.js`, import.meta.url).pathname;
  return execFileSync(process.execPath, [program, ...given], { encoding: "utf8", timeout: 120_000 }).trimEnd().split("\n");
}

const lines = example("readPublic", address, cycle);
check(lines.includes("FJI Fidji"), "Fiji is a small island State, with its name in French");
check(lines.filter((line) => /^[A-Z]{3} [A-Z_]+$/.test(line)).length === 120, "three pages hold 120 public answers");

const focalPoint = new GraphQLClient(address, { headers: authorization("states", "CHE", "focal_point") });
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const { kty, crv, x } = publicKey.export({ format: "jwk" });
const input = {
  name: "graphql-request", scopes: ["OWN_ANSWERS_READ", "OWN_DRAFT_WRITE"], keyExpiresAt: "2027-06-30T00:00:00Z", key: { kty, crv, x },
};
const { integration } = (await focalPoint.request<Minted>(MINT, { input })).mintIntegration;
const folder = mkdtempSync(join(tmpdir(), "graphql-request-"));
try {
  const file = join(folder, "private.pem");
  writeFileSync(file, privateKey.export({ format: "pem", type: "pkcs8" }));
  const [tasks = "", saved = "", conflict = "", refused = ""] =
    example("saveAnswers", origin, cycle, "N.b", integration.id, integration.keys[0]?.kid ?? "", file);
  check(tasks.startsWith("The cycle is OPEN. N.b has "), `the first token reads the cycle and its questions: ${tasks}`);
  check(saved.startsWith("Saved as revision "), `the first edit is saved: ${saved}`);
  check(conflict.startsWith("Conflict: the answer is p"), `the second edit is a conflict, as data: ${conflict}`);
  check(refused.startsWith("Refused: "), `the third edit is refused, as data: ${refused}`);
} finally {
  rmSync(folder, { recursive: true });
}

const error: unknown = await new GraphQLClient(address).request(`{ releases(cycle: "1999") { number } }`).catch((error: unknown) => error);
check(error instanceof ClientError, `a refusal is a ClientError: ${error}`);
const first = error.response.errors?.[0];
check(first?.extensions["code"] === "NOT_FOUND", `an unknown cycle is not found: ${JSON.stringify(first)}`);
check(JSON.stringify(first.path) === `["releases"]`, `the refusal names the refused field: ${JSON.stringify(first)}`);
