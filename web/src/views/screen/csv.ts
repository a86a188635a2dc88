/* CSV (RFC 4180): rows that the reader brought, to ask about one of them alone (the server reads the whole itself); and the
 * result. What a spreadsheet would run as a formula gets an apostrophe, as in every table of ours. */
import type { Question } from "./types";

export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    cell = "";
  };
  const s = text.replace(/^\ufeff/, "");
  for (let i = 0; i < s.length; i++) {
    const c = s[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (s[i + 1] === '"') cell += s[++i];
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === ",") {
      row.push(cell);
      cell = "";
    } else if (c === "\n") endRow();
    else if (c !== "\r") cell += c;
  }
  if (cell !== "" || row.length) endRow();
  return rows;
}

const COLUMNS: Record<string, keyof Question> = { id: "id", name: "name", schema: "kind", birth_date: "birth", country: "country", imo: "imo" };

/* By the id of the row; by its number, from 1, where there is no column of ids. */
export function questionsOf(text: string): Map<string, Question> {
  const [head, ...rows] = rowsOf(text);
  const out = new Map<string, Question>();
  const keys = (head ?? []).map((h) => COLUMNS[h.trim()]);
  for (const [i, row] of rows.entries()) {
    const q: Question = keys.includes("id") ? {} : { id: String(i + 1) };
    row.forEach((v, k) => {
      if (keys[k] && v.trim()) q[keys[k]] = v.trim();
    });
    if (q.id && !out.has(q.id)) out.set(q.id, q);
  }
  return out;
}

export function csvOf(rows: (string | number | null)[][]): string {
  const cell = (v: string | number | null): string => {
    const text = typeof v === "string" && /^[=+\-@\t\r]/.test(v) ? "'" + v : String(v ?? "");
    return /[",\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  };
  return rows.map((r) => r.map(cell).join(",") + "\n").join("");
}
