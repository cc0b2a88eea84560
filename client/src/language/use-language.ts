import { createContext, useContext } from "react";
import type { Language } from "./languages.ts";

export const LanguageContext = createContext<Language>("en");

/** Returns the language of the page, which is the first part of its address. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** Returns a function that makes the address of a page in the page's own language. */
export function useAddress(): (path?: string) => string {
  const language = useLanguage();
  return (path = "") => `/${language}${path}`;
}
