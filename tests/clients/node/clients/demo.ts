// The served demonstration and its tokens, for the programs of this folder.
import { readFileSync } from "node:fs";

type Tokens = { [name: string]: string | Tokens };

export const [address = "", demo = ""] = process.argv.slice(2);
export const origin = address.replace(/\/graphql$/, "");
export const cycle = "2026";

/** Returns the token at a path of demo.json, such as `states`, `CHE`, `focal_point`. */
export function token(...path: string[]): string {
  let found: string | Tokens | undefined = (JSON.parse(readFileSync(demo, "utf8")) as { tokens: Tokens }).tokens;
  for (const name of path) found = typeof found === "object" ? found[name] : undefined;
  if (typeof found !== "string") throw new Error(`${demo} has no token ${path.join(".")}`);
  return found;
}

/** Returns the header with the token at a path of demo.json. */
export function authorization(...path: string[]): { authorization: string } {
  return { authorization: `Bearer ${token(...path)}` };
}

/** Ends the program if a claim does not hold. */
export function check(holds: boolean, sentence: string): asserts holds {
  if (!holds) {
    console.error(`It does not hold: ${sentence}`);
    process.exit(1);
  }
}

/** Returns a `fetch` that counts the requests and keeps the code of each refusal of a whole request. */
export function countingFetch(): { fetch: typeof fetch; requests: { body: unknown; answer: unknown }[] } {
  const requests: { body: unknown; answer: unknown }[] = [];
  const counting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const text = await response.clone().text();
    requests.push({ body: JSON.parse(String(init?.body ?? "null")), answer: JSON.parse(text) });
    return response;
  };
  return { fetch: counting, requests };
}
