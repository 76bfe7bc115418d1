import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

type Texts = { default: Record<string, unknown> };
const shell = import.meta.glob<Texts>("./*.json");
const pages = import.meta.glob<Texts>("../pages/*/{en,zh}.json");

/** The texts of the shell are the namespace "common"; those of a page bear the name of its folder. */
const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const path = namespace === "common" ? `./${language}.json` : `../pages/${namespace}/${language}.json`;
    const load = shell[path] ?? pages[path];
    if (!load) {
      done(new Error(`no texts ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (texts) => done(null, texts.default as Record<string, string>),
      (error: Error) => done(error, null),
    );
  },
};

const KEPT = "modiste.language";

/** The language kept in this browser, else the browser's own where we speak it, else English. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  const wanted = [kept, ...navigator.languages].map((each) => each?.slice(0, 2));
  return LANGUAGES.find((each) => each === wanted.find((one) => LANGUAGES.some((l) => l === one))) ?? "en";
}

/** Whether a language was chosen in this browser. */
export function isChosen(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

/** Speak another language from now on. */
export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  await i18next.changeLanguage(language);
}

export async function startTexts(): Promise<void> {
  const language = firstLanguage();
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}
