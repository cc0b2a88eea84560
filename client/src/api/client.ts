import { Client, type CombinedError, cacheExchange, fetchExchange } from "urql";
import { accessToken, close } from "./session.ts";

/** Makes a client with an empty cache. Each session has its own, so that nobody reads what an earlier person was answered. */
export function makeClient(): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    exchanges: [cacheExchange, fetchExchange],
    fetch: ask,
  });
}

/** Context of a query that reads what everybody may read, whoever is signed in. */
export const asThePublic = {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, { ...init, cache: "no-store", credentials: "omit" }),
};

/** Sends a GraphQL request as the person who is signed in, or as the public. */
async function ask(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = await accessToken();
  if (token) headers.set("authorization", `Bearer ${token}`);
  const answer = await fetch(input, { ...init, headers, cache: "no-store", credentials: "omit" });
  if (answer.status === 401 && token) close();
  return answer;
}

/** Returns the code of the first refusal, or null if the server could not be reached. */
export function codeOf(error: CombinedError): string | null {
  const code = error.graphQLErrors[0]?.extensions.code;
  return typeof code === "string" ? code : null;
}
