/* The choice of what lies below the coast, where the server was given tiles. Of another host: a warning, and off. */
import { t } from "../app/i18n";
import { setParams } from "../app/router";
import { useSession } from "../app/session";
import { agreed, hostOf, useBackground } from "./tiles";

export function Background() {
  const of = useSession()?.basemap ?? null;
  const on = useBackground() !== null;
  if (!of) return null;
  const choose = (next: boolean): void => (of.origin ? agreed.set(next) : setParams({ base: next ? null : "plain" }));
  return (
    <div class="map-background">
      <label>
        <input type="checkbox" checked={on} onChange={(e) => choose(e.currentTarget.checked)} />
        {of.origin ? t("map.tiles_of", { host: hostOf(of) }) : t("map.tiles")}
      </label>
      {of.origin && <p class="warn">{t("map.tiles_warn", { host: hostOf(of) })}</p>}
    </div>
  );
}
