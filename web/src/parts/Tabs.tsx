/* Tabs whose choice stands in the address.
 *
 *   <Tabs name="tab" tabs={[{ id: "papers", label: t("..."), body: () => <Papers/> }, ...]} />
 *
 * The first tab is the default. Arrow keys move between tabs; only the shown body is made. */
import type { ComponentChildren } from "preact";
import { useParam } from "../app/router";

export interface Tab {
  id: string;
  label: ComponentChildren;
  body(): ComponentChildren;
}

export function Tabs(p: { name: string; tabs: Tab[]; label?: string }) {
  const [chosen, setChosen] = useParam(p.name, p.tabs[0]?.id);
  const at = Math.max(0, p.tabs.findIndex((x) => x.id === chosen));
  const tab = p.tabs[at];
  if (!tab) return null;
  const onKeyDown = (e: KeyboardEvent): void => {
    const step = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    e.preventDefault();
    const next = (at + step + p.tabs.length) % p.tabs.length;
    setChosen(p.tabs[next].id);
    ((e.currentTarget as HTMLElement).children[next] as HTMLElement).focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={p.label} onKeyDown={onKeyDown}>
        {p.tabs.map((x) => (
          <button
            key={x.id}
            type="button"
            role="tab"
            id={`${p.name}-tab-${x.id}`}
            aria-selected={x === tab}
            aria-controls={`${p.name}-panel`}
            tabIndex={x === tab ? 0 : -1}
            onClick={() => setChosen(x.id)}
          >
            {x.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${p.name}-panel`} aria-labelledby={`${p.name}-tab-${tab.id}`}>
        {tab.body()}
      </div>
    </div>
  );
}
