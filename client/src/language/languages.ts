/** The six official languages, in the order of the language bar. */
export const LANGUAGES = ["ar", "zh", "en", "fr", "ru", "es"] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language's own name. */
export const NAMES: Record<Language, string> = {
  ar: "العربية",
  zh: "中文",
  en: "English",
  fr: "Français",
  ru: "Русский",
  es: "Español",
};

/** Locales for numbers, dates and lists: Western digits in every language, and the day before the month in English. */
export const LOCALES: Record<Language, string> = {
  ar: "ar-u-nu-latn",
  zh: "zh-Hans-CN",
  en: "en-GB",
  fr: "fr",
  ru: "ru",
  es: "es",
};

export function isLanguage(text: string | undefined): text is Language {
  return LANGUAGES.some((language) => language === text);
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}
