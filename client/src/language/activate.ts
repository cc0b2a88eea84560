import { i18n, type Messages } from "@lingui/core";
import { LOCALES, type Language, directionOf } from "./languages.ts";

const catalogues = import.meta.glob<{ messages: Messages }>("../locales/*.po");

/** Loads the words of a language, and makes it the language of the page. */
export async function activate(language: Language): Promise<void> {
  const load = catalogues[`../locales/${language}.po`];
  if (!load) throw new Error(`there are no words for ${language}`);
  const { messages } = await load();
  i18n.loadAndActivate({ locale: language, locales: LOCALES[language], messages });
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/**
 * Remembers the language that a person chose. The server reads the cookie when it redirects `/`; over HTTPS no other host of the domain can
 * set it.
 */
export function remember(language: Language): void {
  const [name, secure] =
    location.protocol === "https:" ? ["__Host-national-survey-language", "; Secure"] : ["national-survey-language", ""];
  document.cookie = `${name}=${language}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
