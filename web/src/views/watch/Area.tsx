/* An area by fields, for those who do not draw: its corners as latitude and longitude, one a line. */
import { useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { Dialog } from "../../parts";

type Ring = [number, number][];

/* "38.5, 124.25" or 38°30'N 124°15'E, one corner a line; two lines are opposite corners of a box. Null: not an area. */
export function readCorners(text: string): Ring | null {
  const ring: Ring = [];
  for (const line of text.split(/\n|;/)) {
    if (!line.trim()) continue;
    const numbers = [...line.toUpperCase().matchAll(/(-?\d+(?:\.\d+)?)\s*(?:°\s*(\d+(?:\.\d+)?)?\s*['′]?)?\s*([NSEW])?/g)].map(([, deg, min, side]) => {
      const size = Math.abs(Number(deg)) + Number(min ?? 0) / 60;
      return side === "S" || side === "W" || deg.startsWith("-") ? -size : size;
    });
    if (numbers.length !== 2 || Math.abs(numbers[0]) > 90 || Math.abs(numbers[1]) > 180) return null;
    ring.push([numbers[1], numbers[0]]);
  }
  if (ring.length === 2) {
    const [[w, s], [e, n]] = ring;
    return w === e || s === n ? null : [[w, s], [e, s], [e, n], [w, n]];
  }
  return ring.length >= 3 ? ring : null;
}

export function AreaDialog(p: { open: boolean; area: Ring | null; close(): void; set(ring: Ring | null): void }) {
  const [text, setText] = useState<string | null>(null);
  const held = (p.area ?? []).map(([lon, lat]) => `${lat.toFixed(4)}, ${lon.toFixed(4)}`).join("\n");
  const now = text ?? held;
  const ring = readCorners(now);
  const done = (next: Ring | null): void => {
    setText(null);
    p.set(next);
    p.close();
  };
  return (
    <Dialog title={t("watch.area")} open={p.open} close={p.close}>
      <form
        class="stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (ring) done(ring);
        }}
      >
        <label for="area-corners">{t("watch.area_how")}</label>
        <textarea id="area-corners" rows={6} cols={44} class="mono" value={now} aria-invalid={now.trim() !== "" && !ring} onInput={(e) => setText(e.currentTarget.value)} />
        {now.trim() !== "" && !ring && <p class="bad">{t("watch.area_bad")}</p>}
        <div class="row">
          <button type="submit" class="primary" disabled={!ring}>
            {t("watch.area_use")}
          </button>
          {p.area && (
            <button type="button" onClick={() => done(null)}>
              {t("map.clear")}
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
