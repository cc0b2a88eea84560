/** A refusal of the server outside GraphQL. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  /** Number of seconds to wait, if the server names one. */
  readonly wait: number | null;

  constructor(status: number, code: string, wait: number | null) {
    super(code);
    this.status = status;
    this.code = code;
    this.wait = wait;
  }
}

/** Sends a request to `/auth`. Fails with `Refused` if the server refuses it, and with `TypeError` if there is no connection. */
export async function post<T>(path: string, body: unknown, token?: string): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body ?? {}), cache: "no-store", credentials: "same-origin" });
  if (answer.ok) return (answer.status === 204 ? null : await answer.json()) as T;
  const refusal = (await answer.json().catch(() => null)) as { errors?: { extensions?: { code?: string } }[] } | null;
  const wait = Number(answer.headers.get("retry-after")) || null;
  throw new Refused(answer.status, refusal?.errors?.[0]?.extensions?.code ?? "FAILURE", wait);
}
