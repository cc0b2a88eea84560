import type { Official } from "../gql/graphql.ts";
import type { Language } from "./languages.ts";

/** Returns the API's name of a language. */
export function official(language: Language): Official {
  return language.toUpperCase() as Uppercase<Language>;
}
