/* What is being written now, asked again every second while something is; live feeds and whether somebody follows them. */
import { useEffect } from "preact/hooks";
import { useGet, type List } from "../../app/api";
import { size } from "../../app/format";
import { t, tOr } from "../../app/i18n";
import { PINS, useRoute } from "../../app/router";
import { useLive } from "../../app/live";
import { Meter, ProblemBox, Tag, Time } from "../../parts";
import type { Running as Line } from "./types";

export function Running() {
  const { params } = useRoute();
  const past = PINS.some((pin) => params.has(pin)); /* who wrote then is kept nowhere */
  const got = useGet<List<Line>>(past ? null : "/api/imports/running");
  const writing = got.data?.summary.writing === true;
  useEffect(() => {
    const timer = setInterval(got.reload, writing ? 1000 : 5000);
    return () => clearInterval(timer);
  }, [writing]);
  useLive("import", got.reload);
  if (past) return <p class="muted">{t("case.running_past")}</p>;
  if (got.problem) return <ProblemBox problem={got.problem} />;
  const items = got.data?.items ?? [];
  if (!items.length) return <p class="muted">{t("case.nobody_writes")}</p>;
  return (
    <ul class="case-running">
      {items.map((x, i) =>
        x.type === "feed" ? (
          <li key={i}>
            <Tag tone={x.followed ? "good" : undefined}>{x.followed ? t("case.followed") : t("case.not_followed")}</Tag> {t("case.feed", { name: x.name ?? "" })}
          </li>
        ) : (
          <li key={i}>
            <Tag tone="good">{tOr("case.stage_" + (x.stage ?? "writing"), x.stage ?? "")}</Tag> <b>{x.file}</b> <span class="muted">{x.holder}</span>
            {x.started && (
              <>
                {" "}
                <Time at={x.started} seconds />
              </>
            )}
            {x.total_bytes ? <Meter value={x.done_bytes ?? 0} max={x.total_bytes} label={x.file ?? ""} text={`${size(x.done_bytes ?? 0)} / ${size(x.total_bytes)}`} /> : null}
          </li>
        ),
      )}
    </ul>
  );
}
