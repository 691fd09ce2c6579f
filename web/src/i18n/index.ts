// Texts of the console. Chinese first; English complete (a test compares the keys).
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import zh from './zh.json';

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

/** Switches the language and remembers it in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  apply(language);
  localStorage.setItem(KEY, language);
  await i18n.changeLanguage(language);
}

void i18n.use(initReactI18next).init({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: remembered(),
  fallbackLng: 'zh',
  interpolation: { escapeValue: false },
  returnEmptyString: false,
});
apply(i18n.language as Language);

export default i18n;
