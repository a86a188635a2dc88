/* A position as people write it, in decimal or in degrees and minutes, both shown, and on a small map. */
import { place } from "../../app/format";
import { t } from "../../app/i18n";
import { Field as Row } from "../../parts";
import { MiniMap } from "./MiniMap";
import { decimal, readPosition } from "./pure";

export function Position(p: { id: string; value: string; fault: string; error_m: number; set(value: string): void; left(): void }) {
  const here = readPosition(p.value);
  const bad = p.fault || (p.value.trim() && !here && p.fault !== "" ? t("observe.position_bad") : "");
  return (
    <div class="position">
      <Row id={p.id} label={t("observe.position")} fault={bad || undefined} help={here ? undefined : t("observe.position_help")}>
        <input
          id={p.id}
          name="position"
          type="text"
          autocomplete="off"
          spellcheck={false}
          placeholder="38.2, 124.9"
          value={p.value}
          aria-invalid={bad ? "true" : undefined}
          aria-describedby={bad ? p.id + "-fault" : p.id + "-help"}
          onInput={(e) => p.set(e.currentTarget.value)}
          onBlur={p.left}
        />
        {here && (
          <span class="help mono" id={p.id + "-help"}>
            {place(here.lat, here.lon)} · {decimal(here)}
          </span>
        )}
      </Row>
      <MiniMap here={here} error_m={p.error_m} onPick={(w) => p.set(decimal(w))} label={t("observe.position_map")} />
    </div>
  );
}
