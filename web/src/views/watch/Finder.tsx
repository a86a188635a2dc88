/* Finds a ship of this view by name, MMSI, IMO number or call sign and jumps to it. */
import { useMemo, useState } from "preact/hooks";
import { t } from "../../app/i18n";
import { Name, Unseen } from "../../parts";
import type { Ship } from "./ships";

export function Finder(p: { ships: Ship[]; choose(mmsi: number): void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    return words.length ? p.ships.filter((s) => words.every((w) => s.words.includes(w))).slice(0, 8) : [];
  }, [text, p.ships]);
  const choose = (s: Ship | undefined): void => {
    if (!s) return;
    setText("");
    p.choose(s.mmsi);
  };
  const open = text.trim() !== "";
  return (
    <div class="finder">
      <input
        type="text"
        role="combobox"
        aria-label={t("watch.find")}
        aria-expanded={open}
        aria-controls="finder-found"
        aria-autocomplete="list"
        aria-activedescendant={found.length ? `finder-${at}` : undefined}
        placeholder={t("watch.find")}
        value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          setAt(0);
        }}
        onBlur={() => setTimeout(() => setText(""), 200)}
        onKeyDown={(e) => {
          const number = text.trim();
          if (e.key === "Enter" && !found.length && /^[1-9]\d{8}$/.test(number)) p.choose(Number(number)); /* not here yet: a long case shows part of itself */
          else if (e.key === "Enter") choose(found[at]);
          else if (e.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
          else if (e.key === "ArrowUp") setAt(Math.max(0, at - 1));
          else if (e.key === "Escape") {
            if (!text) return;
            setText("");
            e.stopPropagation();
          } else return;
          e.preventDefault();
        }}
      />
      {open && (
        <div class="shell-found" id="finder-found" role="listbox" aria-label={t("watch.find")}>
          {found.map((s, i) => (
            <div key={s.mmsi} id={`finder-${i}`} role="option" aria-selected={i === at} onMouseDown={() => choose(s)}>
              <Name text={s.name || String(s.mmsi)} />{" "}
              <span class="muted small mono">
                {s.mmsi}
                {s.imo ? ` · IMO ${s.imo}` : ""}
              </span>
            </div>
          ))}
          {!found.length && (
            <div role="option" aria-selected="false" aria-disabled="true">
              {t("watch.find_none")}
              <Unseen />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
