/* What every picture that is saved as SVG shares: foreign text made harmless, cut to a width, lines of a caption, the sheet
 * around it. No script, no style sheet, nothing from elsewhere. Pure: no DOM. */

const XML: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
/* What XML 1.0 cannot hold is left out: names are foreign text. */
export const xml = (s: string): string => s.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "").replace(/[&<>"']/g, (c) => XML[c]);

/* As much as fits, by a width that is taken for the letters: `letter` px, of Han and Hangul nearly twice that. */
export function fit(s: string, px: number, letter = 7): string {
  let w = 0;
  let out = "";
  for (const c of s) {
    w += /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef]/.test(c) ? (letter * 13) / 7 : letter;
    if (w > px) return out + "…";
    out += c;
  }
  return out;
}

/* Lines that are at most so wide, broken at spaces. */
export function wrap(lines: string[], px: number, letter = 6.5): string[] {
  const out: string[] = [];
  for (const line of lines) {
    let now = "";
    for (const word of line.split(" ")) {
      const next = now ? now + " " + word : word;
      if (now && fit(next, px, letter) !== next) {
        out.push(fit(now, px, letter));
        now = word;
      } else now = next;
    }
    out.push(fit(now, px, letter));
  }
  return out;
}

/* A number in a path: no more digits than a picture shows. */
export const px = (v: number): string => String(Math.round(v * 100) / 100);

export const FOOT = 20; /* px of a line of the caption */

export function sheet(width: number, height: number, lang: string): string[] {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" lang="${xml(lang)}" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" font-family="system-ui,'Noto Sans','Noto Sans CJK KR',sans-serif" font-size="13" fill="#1a1c20">`,
    `<rect width="${px(width)}" height="${px(height)}" fill="#ffffff"/>`,
  ];
}
