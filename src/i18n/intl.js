// Dates and plurals, by the browser's own knowledge of languages (ECMA-402).

/** The order in which a text has its forms; `other`, which every language has, is before them. */
const CATEGORIES = ["zero", "one", "two", "few", "many"];

/**
 * A day of the calendar, whatever the time zone.
 * @param {string} locale
 * @param {string} style `long`, or `2-digit` for numbers alone
 * @param {string} iso `YYYY-MM-DD`
 * @returns {string} throws for what is no day
 */
export function day(locale, style, iso) {
  const month = /** @type {"long" | "2-digit"} */ (style);
  const day = style === "long" ? "numeric" : "2-digit";
  return new Intl.DateTimeFormat(locale, { year: "numeric", month, day, timeZone: "UTC" }).format(new Date(iso));
}

/**
 * Which of its forms a text has for a number.
 * @param {string} locale
 * @param {string} count a whole number in digits
 * @returns {number}
 */
export function category(locale, count) {
  return CATEGORIES.indexOf(new Intl.PluralRules(locale).select(+count)) + 1;
}
