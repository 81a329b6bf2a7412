// Words of the page in the language chosen. They come from the server's catalogues; none stand here.

let words = {};
let language = "en";

/** Take the words of all languages: language -> key -> text. */
export function setWords(all) { words = all; }

function setLanguage(code) {
  language = code;
  document.documentElement.lang = code === "zh" ? "zh-CN" : code;
}

/** Speak a language, or that of the browser. */
export function speak(code) {
  setLanguage(code ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"));
}

export const currentLanguage = () => language;

/** Return a text of the page, its {names} filled in. */
export function say(key, values = {}) {
  const text = words[language]?.[key] ?? words.en?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Return what a row says in the language: its `zh` or `en`, or PREFIX_zh or PREFIX_en. */
export function of(row, prefix = "") {
  if (!row) return "";
  const key = prefix ? `${prefix}_` : "";
  return row[`${key}${language}`] || row[`${key}en`] || row[`${key}zh`] || "";
}

const numbers = new Map();

function formatted(value, options) {
  const key = language + JSON.stringify(options);
  if (!numbers.has(key)) numbers.set(key, new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en", options));
  return numbers.get(key).format(value);
}

/** Return people, short: 1.36M or 136万. */
export const people = (value) =>
  value === null || value === undefined ? "–"
    : formatted(value, { notation: "compact", maximumSignificantDigits: 3 });

/** Return minutes with one digit, and a word where there is no way. */
export const minutes = (value) =>
  value === null || value === undefined ? say("no_way")
    : formatted(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const number = (value, digits = 1) =>
  value === null || value === undefined ? "–" : formatted(value, { maximumFractionDigits: digits });

/** Return a change with its sign, a true minus among others; nothing where nothing changed. */
export function signed(value, show = number) {
  if (value === null || value === undefined) return "";
  const shown = show(Math.abs(value));
  if (Number.parseFloat(shown) === 0) return "0";
  return (value > 0 ? "+" : "−") + shown;
}
