import { useSyncExternalStore } from "react";
import { Refused, post } from "./auth.ts";

/**
 * The session of the person at this browser.
 *
 * The access token stays in memory. The refresh token is a cookie that no script reads. A note in the browser's storage says only that there
 * may be a session, so that a visitor without one sends no refused request, and that other tabs notice a sign-out.
 */
export type Session = { phase: "restoring" | "signed-out" | "unreachable" } | { phase: "signed-in"; token: string; until: number };

interface Tokens {
  access_token: string;
  expires_in: number;
}

const NOTE = "national-survey-session";
/** Time before its end at which a token counts as ended, in milliseconds. */
const MARGIN = 20_000;

const listeners = new Set<() => void>();
let session: Session = { phase: isNoted() ? "restoring" : "signed-out" };
let refreshing: Promise<string | null> | null = null;

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

/** Opens the session of an earlier page, if there is one. If the service can't be reached, the session is neither open nor ended. */
export function restore(): void {
  if (session.phase === "unreachable") change({ phase: "restoring" });
  if (session.phase === "restoring") refresh().catch(() => change({ phase: "unreachable" }));
}

/** Notices a sign-out in another tab. */
export function watch(): void {
  window.addEventListener("storage", (event) => {
    if (event.key === NOTE && !isNoted()) change({ phase: "signed-out" });
  });
}

/** Takes the tokens of a sign-in. */
export function open({ access_token, expires_in }: Tokens): void {
  note(true);
  change({ phase: "signed-in", token: access_token, until: Date.now() + expires_in * 1000 - MARGIN });
}

/** Returns an access token that is still valid, or null for the public. */
export async function accessToken(): Promise<string | null> {
  if (session.phase === "signed-out") return null;
  if (session.phase === "signed-in" && Date.now() < session.until) return session.token;
  return refresh();
}

/**
 * Ends the session of this browser.
 *
 * @throws if the service can't be reached: the session is then still open.
 */
export async function signOut(): Promise<void> {
  const token = await accessToken();
  if (token) {
    await post("/auth/sign-out", null, token).catch((error: unknown) => {
      if (!isOver(error)) throw error;
    });
  }
  close();
}

/** Forgets the session. The server has ended it. */
export function close(): void {
  note(false);
  change({ phase: "signed-out" });
}

/** Exchanges the refresh cookie: once in this tab, and by one tab at a time, because a token that is used twice ends the session. */
function refresh(): Promise<string | null> {
  refreshing ??= navigator.locks
    .request("national-survey-refresh", async () => {
      const tokens = await post<Tokens>("/auth/refresh", { refresh_token: "" });
      open(tokens);
      return tokens.access_token;
    })
    .catch((error: unknown) => {
      // A server that can't be reached or that asks to wait leaves the session as it is.
      if (!isOver(error)) throw error;
      close();
      return null;
    })
    .finally(() => (refreshing = null));
  return refreshing;
}

/** Returns true if the server says that there is no session. */
function isOver(error: unknown): boolean {
  return error instanceof Refused && [400, 401, 403].includes(error.status);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(to: Session): void {
  session = to;
  listeners.forEach((listener) => listener());
}

function isNoted(): boolean {
  try {
    return localStorage.getItem(NOTE) !== null;
  } catch {
    return false;
  }
}

function note(there: boolean): void {
  try {
    if (there) localStorage.setItem(NOTE, "1");
    else localStorage.removeItem(NOTE);
  } catch {
    // Without storage the session lasts as long as the page.
  }
}
