import { useEffect, useState } from "react";
import type { Language } from "../language/languages.ts";

/** Text of an instrument; without a translation it is in the document's own language. */
export interface Titled {
  code: string;
  title: string;
  title_lang?: string;
}

export interface Section extends Titled {
  questions: { code: string }[];
}

export interface Part extends Titled {
  sections: Section[];
}

export interface Instrument {
  version: string;
  /** Standing of the translation; null in the document's own language. */
  translation: { official: boolean; complete: boolean } | null;
  parts: Part[];
}

type Loaded = { instrument: Instrument } | { failed: true };

const loaded = new Map<string, Loaded>();

/** Loads a published version of an instrument in one language. It never changes, so that the browser keeps it. */
export function useInstrument(sha256: string | null | undefined, language: Language): { instrument?: Instrument; failed: boolean; again: () => void } {
  const [, setTurn] = useState(0);
  const [attempt, setAttempt] = useState(0);
  const address = sha256 ? `/instruments/${sha256}/${language}.json` : null;
  useEffect(() => {
    if (!address || isThere(address)) return;
    let isShown = true;
    void load(address).then(() => isShown && setTurn((turn) => turn + 1));
    return () => {
      isShown = false;
    };
  }, [address, attempt]);
  const found = address ? loaded.get(address) : undefined;
  const again = () => {
    if (address) loaded.delete(address);
    setAttempt((attempt) => attempt + 1);
  };
  return found && "instrument" in found
    ? { instrument: found.instrument, failed: false, again }
    : { failed: found !== undefined, again };
}

function isThere(address: string): boolean {
  const found = loaded.get(address);
  return found !== undefined && "instrument" in found;
}

async function load(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    loaded.set(address, { instrument: (await answer.json()) as Instrument });
  } catch {
    loaded.set(address, { failed: true });
  }
}
