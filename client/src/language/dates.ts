import { LOCALES, type Language } from "./languages.ts";

/** Months in Arabic, as the United Nations writes them. `Intl` gives only one of the two names. */
const MONTHS = [
  "كانون الثاني/يناير",
  "شباط/فبراير",
  "آذار/مارس",
  "نيسان/أبريل",
  "أيار/مايو",
  "حزيران/يونيه",
  "تموز/يوليه",
  "آب/أغسطس",
  "أيلول/سبتمبر",
  "تشرين الأول/أكتوبر",
  "تشرين الثاني/نوفمبر",
  "كانون الأول/ديسمبر",
];

/** Formats a day, such as 29 January 2027. */
export function formatDay(date: Date, language: Language, timeZone = "UTC"): string {
  if (language === "ar") {
    const parts = new Intl.DateTimeFormat("en", { day: "numeric", month: "numeric", year: "numeric", timeZone }).formatToParts(date);
    const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
    return `${part("day")} ${MONTHS[part("month") - 1]} ${part("year")}`;
  }
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeZone }).format(date);
}

/** Formats a time of day, such as 14:02. */
export function formatTime(date: Date, language: Language, timeZone = "UTC"): string {
  return new Intl.DateTimeFormat(LOCALES[language], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(date);
}

/** Returns the number of whole days until a time; 0 after it. */
export function daysUntil(date: Date, now: Date): number {
  return Math.max(0, Math.floor((date.getTime() - now.getTime()) / 86_400_000));
}

/** Returns the time zone of this device. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
