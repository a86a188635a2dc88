/* A table of any length: only the rows in sight exist (10,000 rows scroll smoothly). Sort, filter, columns and the chosen
 * row stand in the address under the table's name ("events.sort=-start", "events.q=...", "events.cols=...").
 *
 *   <Table name="events" label={t("watch.events")} rows={events} id={(e) => e.id}
 *     columns={[
 *       { id: "type", label: t(".."), cell: (e) => <EventMark type={e.type} name/>, value: (e) => e.type, choices: ["gap", ..] },
 *       { id: "start", label: t(".."), cell: (e) => <Time at={e.start}/>, value: (e) => e.start },
 *       { id: "hours", label: t(".."), num: true, value: (e) => e.hours, digits: 1 },
 *       { id: "imo", label: "IMO", value: (e) => e.imo, hidden: true },
 *     ]}
 *     sort="-start" selected={id} onSelect={(e) => ...} onOpen={(e) => ...}
 *     api="/api/events?type=gap" more={list.next ? loadMore : undefined} total={summary.results}
 *     empty={<Empty .../>} tools={<extra controls/>} />
 *
 * Column: value(row) is what is sorted, filtered by text and shown when there is no cell(); numbers sort as numbers, null
 * last. `choices` adds a selection for exact values (labels through choiceLabel). hidden: off until chosen. sort: the
 * default, "-id" is descending; "" keeps the order of the rows (an order of the server).
 * Keys while the table has the focus: j k or arrows, Home, End, PageUp, PageDown move (onSelect is called as the row is
 * reached); Enter opens (onOpen); / goes to the filter, Escape comes back. A click selects, a double click opens.
 * `api` gives the links .csv and .json of the same content (the server's, unfiltered by the box here). */
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { apiHref, withSuffix } from "../app/api";
import { number } from "../app/format";
import { t } from "../app/i18n";
import { setParams, useRoute } from "../app/router";
import { Empty } from "./small";

export interface Column<Row> {
  id: string;
  label: string;
  value(row: Row): string | number | boolean | null | undefined;
  cell?(row: Row): ComponentChildren;
  num?: boolean;
  digits?: number;
  choices?: string[];
  choiceLabel?(value: string): string;
  hidden?: boolean;
  title?: string;
}

export interface TableProps<Row> {
  name: string;
  label: string;
  rows: Row[];
  id(row: Row): string;
  columns: Column<Row>[];
  sort?: string;
  selected?: string | null;
  onSelect?(row: Row): void;
  onOpen?(row: Row): void;
  api?: string;
  more?: () => void;
  total?: number;
  empty?: ComponentChildren;
  tools?: ComponentChildren;
  plain?: boolean; /* no tools: a short table inside a card, as high as its rows */
}

const ROW = 28;
const SPARE = 12;

export function compare(a: unknown, b: unknown): number {
  const none = (x: unknown): boolean => x === null || x === undefined || x === "";
  if (none(a) || none(b)) return none(a) === none(b) ? 0 : none(a) ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  const x = String(a);
  const y = String(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/* Rows that hold every word of the text and the chosen values, in order. Empty values stay last in both directions. */
export function arrange<Row>(rows: Row[], columns: Column<Row>[], text: string, chosen: Record<string, string>, sort: string): Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let out = rows.filter((row) => {
    for (const [id, value] of Object.entries(chosen)) {
      const column = columns.find((c) => c.id === id);
      if (value && column && String(column.value(row) ?? "") !== value) return false;
    }
    if (!words.length) return true;
    const all = columns.map((c) => String(c.value(row) ?? "")).join(" ").toLowerCase();
    return words.every((w) => all.includes(w));
  });
  const by = columns.find((c) => c.id === sort.replace(/^-/, ""));
  if (by) {
    const sign = sort.startsWith("-") ? -1 : 1;
    out = out
      .map((row, i) => ({ row, i, v: by.value(row) }))
      .sort((a, b) => {
        const none = (x: unknown): boolean => x === null || x === undefined || x === "";
        const order = compare(a.v, b.v);
        return (none(a.v) || none(b.v) ? order : sign * order) || a.i - b.i;
      })
      .map((x) => x.row);
  }
  return out;
}

export function Table<Row>(p: TableProps<Row>) {
  const { params } = useRoute();
  const key = (what: string): string => `${p.name}.${what}`;
  const text = params.get(key("q")) ?? "";
  const sort = params.get(key("sort")) ?? p.sort ?? "";
  const cols = params.get(key("cols"));
  const chosen: Record<string, string> = {};
  for (const c of p.columns) if (c.choices) chosen[c.id] = params.get(key(c.id)) ?? "";
  const visible = p.columns.filter((c) => (cols === null ? !c.hidden : cols.split(",").includes(c.id)));
  const rows = useMemo(
    () => arrange(p.rows, p.columns, text, chosen, sort),
    [p.rows, text, sort, JSON.stringify(chosen)],
  );

  const scroll = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState<string | null>(p.selected ?? null);
  useEffect(() => {
    if (p.selected !== undefined) setActive(p.selected);
  }, [p.selected]);
  useEffect(() => {
    const el = scroll.current;
    if (!el || p.plain) return;
    const look = (): void => setView({ top: el.scrollTop, height: el.clientHeight });
    look();
    const watch = new ResizeObserver(look);
    watch.observe(el);
    el.addEventListener("scroll", look, { passive: true });
    return () => {
      watch.disconnect();
      el.removeEventListener("scroll", look);
    };
  }, []);
  const at = useMemo(() => (active === null ? -1 : rows.findIndex((r) => p.id(r) === active)), [rows, active]);
  const reveal = (i: number): void => {
    const el = scroll.current;
    if (!el || i < 0 || p.plain) return;
    const top = i * ROW;
    if (top < el.scrollTop) el.scrollTop = top;
    else if (top + 2 * ROW > el.scrollTop + el.clientHeight) el.scrollTop = top + 2 * ROW - el.clientHeight;
  };
  useEffect(() => reveal(at), [at]);

  const first = p.plain ? 0 : Math.max(0, Math.floor(view.top / ROW) - SPARE);
  const last = p.plain ? rows.length : Math.min(rows.length, Math.ceil((view.top + view.height) / ROW) + SPARE);
  useEffect(() => {
    if (p.more && last >= rows.length && p.rows.length > 0) p.more();
  }, [last >= rows.length, p.rows.length]);

  const move = (i: number): void => {
    if (!rows.length) return;
    const row = rows[Math.max(0, Math.min(rows.length - 1, i))];
    setActive(p.id(row));
    p.onSelect?.(row);
  };
  const onKeyDown = (e: KeyboardEvent): void => {
    if (e.ctrlKey || e.altKey || e.metaKey || (e.target as HTMLElement).closest("input,select,button,a,summary")) return;
    const page = Math.max(1, Math.floor(view.height / ROW) - 2);
    const steps: Record<string, () => void> = {
      j: () => move(at + 1),
      k: () => move(at < 0 ? 0 : at - 1),
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at < 0 ? 0 : at - 1),
      PageDown: () => move(at + page),
      PageUp: () => move(at - page),
      Home: () => move(0),
      End: () => move(rows.length - 1),
      Enter: () => at >= 0 && (p.onOpen ?? p.onSelect)?.(rows[at]),
      "/": () => scroll.current?.parentElement?.querySelector<HTMLElement>("input[type=search]")?.focus(),
    };
    if (!steps[e.key]) return;
    e.preventDefault();
    e.stopPropagation();
    steps[e.key]();
  };

  const sortBy = (id: string): void => {
    const next = sort === id ? "-" + id : sort === "-" + id ? (p.sort === "" ? "" : id) : id;
    setParams({ [key("sort")]: next === (p.sort ?? "") ? null : next });
  };
  const rowId = (id: string): string => `${p.name}-row-${id}`;
  return (
    <div class="tbl">
      {!p.plain && (
        <div class="tbl-tools">
          <input
            type="search"
            aria-label={t("table.filter_label", { what: p.label })}
            placeholder={t("table.filter")}
            value={text}
            onInput={(e) => setParams({ [key("q")]: e.currentTarget.value })}
            onKeyDown={(e) => e.key === "Escape" && scroll.current?.focus()}
          />
          {p.columns
            .filter((c) => c.choices)
            .map((c) => (
              <select key={c.id} aria-label={c.label} value={chosen[c.id]} onChange={(e) => setParams({ [key(c.id)]: e.currentTarget.value })}>
                <option value="">{t("table.all_of", { what: c.label })}</option>
                {c.choices!.map((v) => (
                  <option key={v} value={v}>
                    {c.choiceLabel ? c.choiceLabel(v) : v}
                  </option>
                ))}
              </select>
            ))}
          {p.tools}
          <span class="grow" />
          <span class="tbl-count" role="status">
            {rows.length === (p.total ?? p.rows.length) ? t("table.count", { n: number(rows.length) }) : t("table.count_of", { n: number(rows.length), all: number(p.total ?? p.rows.length) })}
          </span>
          <details class="menu">
            <summary>{t("table.columns")}</summary>
            <div>
              {p.columns.map((c) => (
                <label key={c.id}>
                  <input
                    type="checkbox"
                    checked={visible.includes(c)}
                    onChange={(e) => {
                      const next = p.columns.filter((x) => (x === c ? e.currentTarget.checked : visible.includes(x))).map((x) => x.id);
                      setParams({ [key("cols")]: next.join(",") });
                    }}
                  />
                  {c.label}
                </label>
              ))}
            </div>
          </details>
          {p.api && (
            <>
              <a href={apiHref(withSuffix(p.api, "csv"))} download>
                CSV
              </a>
              <a href={apiHref(p.api)} target="_blank" rel="noopener">
                JSON
              </a>
            </>
          )}
        </div>
      )}
      {rows.length === 0 ? (
        p.rows.length === 0 ? (
          (p.empty ?? <Empty title={t("table.none")} />)
        ) : (
          <Empty title={t("table.no_match")}>
            <button type="button" onClick={() => setParams(Object.fromEntries([key("q"), ...Object.keys(chosen).map(key)].map((k) => [k, null])))}>
              {t("table.clear")}
            </button>
          </Empty>
        )
      ) : (
        <div
          class="tbl-scroll"
          ref={scroll}
          role="grid"
          tabIndex={0}
          aria-label={p.label}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={at >= first && at < last && at >= 0 ? rowId(p.id(rows[at])) : undefined}
          onKeyDown={onKeyDown}
        >
          <table role="presentation">
            <thead role="rowgroup">
              <tr role="row" aria-rowindex={1}>
                {visible.map((c) => {
                  const now = sort === c.id ? "ascending" : sort === "-" + c.id ? "descending" : undefined;
                  return (
                    <th key={c.id} role="columnheader" scope="col" class={c.num ? "num" : ""} aria-sort={now} title={c.title}>
                      <button type="button" tabIndex={-1} onClick={() => sortBy(c.id)}>
                        {c.label}
                        <span aria-hidden="true">{now === "ascending" ? "▲" : now === "descending" ? "▼" : ""}</span>
                      </button>
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {first > 0 && (
                <tr class="pad" aria-hidden="true">
                  <td colSpan={visible.length} style={{ height: `${first * ROW}px` }} />
                </tr>
              )}
              {rows.slice(first, last).map((row, i) => {
                const id = p.id(row);
                return (
                  <tr
                    key={id}
                    id={rowId(id)}
                    role="row"
                    aria-rowindex={first + i + 2}
                    aria-selected={p.selected === undefined ? undefined : p.selected === id}
                    class={(id === active ? "active " : "") + (p.onSelect || p.onOpen ? "opens" : "")}
                    onClick={(e) => {
                      if ((e.target as HTMLElement).closest("a,button,input")) return;
                      setActive(id);
                      (p.onSelect ?? p.onOpen)?.(row);
                    }}
                    onDblClick={() => p.onOpen?.(row)}
                  >
                    {visible.map((c) => {
                      const v = c.value(row);
                      return (
                        <td key={c.id} role="gridcell" class={c.num ? "num" : ""}>
                          {c.cell ? c.cell(row) : typeof v === "number" ? (c.num ? number(v, c.digits ?? 0) : v) : v === null || v === undefined ? "" : String(v)}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
              {last < rows.length && (
                <tr class="pad" aria-hidden="true">
                  <td colSpan={visible.length} style={{ height: `${(rows.length - last) * ROW}px` }} />
                </tr>
              )}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
