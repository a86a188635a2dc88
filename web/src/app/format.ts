/* Numbers, times, places and durations as text. Times are UTC with Z; a time of the API is "2026-03-01T00:00:51.422Z". */
import { language } from "./i18n";

const two = (n: number): string => String(n).padStart(2, "0");

/* Milliseconds since 1970, or NaN. */
export function ms(iso: string | null | undefined): number {
  return iso ? Date.parse(iso) : NaN;
}

export function isoOf(at_ms: number): string {
  return new Date(Math.round(at_ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/* "2026-03-01 00:00Z"; with seconds on demand. "" for no time. */
export function utc(at: string | number | null | undefined, seconds = false): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  if (!Number.isFinite(at_ms)) return "";
  const d = new Date(at_ms);
  const day = `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`;
  const clock = `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${seconds ? ":" + two(d.getUTCSeconds()) : ""}`;
  return `${day} ${clock}Z`;
}

/* The same moment where the reader sits, with the zone: for a title. */
export function local(at: string | number | null | undefined, tongue = "en"): string {
  const at_ms = typeof at === "number" ? at : ms(at);
  if (!Number.isFinite(at_ms)) return "";
  return new Intl.DateTimeFormat(tongue === "ko" ? "ko-KR" : "en-GB", {
    dateStyle: "full",
    timeStyle: "long",
  }).format(new Date(at_ms));
}

/* 0.4 h -> "24 min", 7.25 h -> "7 h 15 min", 60 h -> "2 d 12 h"; in Korean "24분", "7시간 15분", "2일 12시간". "" for none. */
const UNITS = { en: [" min", " h", " d"], ko: ["분", "시간", "일"] };
export function duration(hours: number | null | undefined, tongue = language.get()): string {
  if (hours === null || hours === undefined || !Number.isFinite(hours)) return "";
  const [MIN, H, D] = UNITS[tongue];
  const minutes = Math.round(Math.abs(hours) * 60);
  const sign = hours < 0 && minutes ? "-" : "";
  const h = Math.floor(minutes / 60);
  if (minutes < 60) return `${sign}${minutes}${MIN}`;
  if (h < 48) return `${sign}${h}${H}` + (minutes % 60 ? ` ${minutes % 60}${MIN}` : "");
  return `${sign}${Math.floor(h / 24)}${D}` + (h % 24 ? ` ${h % 24}${H}` : "");
}

/* 36.4, 126.49 -> "36°24.00'N 126°29.40'E", as on a chart. */
export function place(lat: number | null | undefined, lon: number | null | undefined): string {
  if (lat === null || lat === undefined || lon === null || lon === undefined) return "";
  return angle(lat, "N", "S", 2) + " " + angle(lon, "E", "W", 3);
}

function angle(deg: number, plus: string, minus: string, digits: number): string {
  const hundredths = Math.round(Math.abs(deg) * 6000);
  const whole = Math.floor(hundredths / 6000);
  const minutes = ((hundredths % 6000) / 100).toFixed(2).padStart(5, "0");
  return `${String(whole).padStart(digits, "0")}°${minutes}'${deg < 0 ? minus : plus}`;
}

/* 12345.6 -> "12 345.6" with thin spaces; digits after the point as given. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "";
  const [whole, rest] = value.toFixed(digits).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (rest ? "." + rest : "");
}

/* Metres -> nautical miles, as text. */
export function nm(metres: number | null | undefined, digits = 1): string {
  return metres === null || metres === undefined || metres < 0 ? "" : number(metres / 1852, digits);
}

/* Which script a name is in, as BCP 47, for lang=: "" for Latin. Kana -> ja, Hangul -> ko, Han alone -> zh,
 * Cyrillic -> ru, Arabic -> ar. */
export function scriptLang(text: string): string {
  if (/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/.test(text)) return "ko";
  if (/[\u3040-\u30ff]/.test(text)) return "ja";
  if (/[\u3400-\u9fff\uf900-\ufaff]/.test(text)) return "zh";
  if (/[\u0400-\u04ff]/.test(text)) return "ru";
  if (/[\u0600-\u06ff]/.test(text)) return "ar";
  return "";
}

export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  if (bytes < 1e9) return `${(bytes / 1e6).toFixed(1)} MB`;
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
