// Texts of the console. Chinese first; English complete (a test compares the keys). A browser loads
// the language it shows, and the other when it is asked for.
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
export type Language = 'zh' | 'en';
const KEY = 'huhang_language';

function remembered(): Language {
  const asked = typeof location === 'undefined' ? null : new URLSearchParams(location.search).get('lang');
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
  return (asked ?? kept) === 'en' ? 'en' : 'zh';
}

function apply(language: Language): void {
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
}

const TEXTS = { zh: () => import('./zh.json'), en: () => import('./en.json') };

async function load(language: Language): Promise<void> {
  if (i18n.hasResourceBundle(language, 'translation')) return;
  i18n.addResourceBundle(language, 'translation', (await TEXTS[language]()).default);
}

/** Switches the language and remembers it in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  apply(language);
  localStorage.setItem(KEY, language);
  await i18n.changeLanguage(language);
}

void i18n.use(initReactI18next).init({
  resources: {},
  lng: remembered(),
  fallbackLng: false,
  interpolation: { escapeValue: false },
  returnEmptyString: false,
});
apply(i18n.language as Language);

/** Once the texts of the reader's language are there. */
export const ready = load(i18n.language as Language);

export default i18n;
