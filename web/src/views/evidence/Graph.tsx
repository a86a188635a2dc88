/* The evidence of a claim, drawn: reports in bands, one for each origin, so that five papers of two origins are seen to be two.
 * Rings are red and broken. It starts small: what speaks to the claim; what is behind a report opens with its +, bands of many
 * reports with their origin. What is open stands in the address. The nested list beside it says the same. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t, tOr } from "../../app/i18n";
import { href, useParam } from "../../app/router";
import { eventName, Grade, Name } from "../../parts";
import { captioned, saveSvg } from "../../parts/save";
import { pictureOf } from "./picture";
import { hidden, layout, ringed, seen, type Band, type Box } from "./layout";
import { addressOf, claimWords, type Claim, type Graph as Graph_, type Node } from "./types";

const MANY = 12; /* reports, from which bands start closed */

const at = (b: Box): Record<string, string> => ({ left: `${b.x}px`, top: `${b.y}px`, width: `${b.w}px`, height: `${b.h}px` });

export function nodeGrade(n: { reliability: { grade: string } | null; credibility: { grade: string } | null }) {
  if (n.reliability && n.credibility) return <Grade reliability={n.reliability.grade} credibility={n.credibility.grade} />;
  const one = n.reliability?.grade ?? n.credibility?.grade; /* the other axis is not judged: nothing is said of it */
  return one ? (
    <span class="grade" title={tOr("grade." + one, one)}>
      <span aria-label={tOr("grade." + one, one)}>{one}</span>
    </span>
  ) : null;
}

export const titleOf = (n: Node): string => (n.kind === "event" && n.title ? eventName(n.title) : (n.title ?? n.id.slice(0, 16)));

function Report(p: { node: Node; box: Box; ring: boolean; more: number; open: boolean; toggle(): void }) {
  const n = p.node;
  return (
    <div class={`ev-node o${(n.origin ?? 0) % 6}${p.ring ? " circular" : ""}${n.withdrawn || n.erased ? " gone" : ""}${n.origin === null ? " none" : ""}`} style={at(p.box)}>
      <a href={href(addressOf(n.id))} title={titleOf(n)}>
        <Name text={titleOf(n)} />
      </a>
      <span class="ev-node-foot">
        <span class="grow">
          {tOr("evidence.kind_" + n.kind, n.kind)}
          {n.party ? " · " + n.party : n.source ? " · " + n.source : ""}
        </span>
        {p.ring && (
          <span class="bad" title={t("evidence.in_ring")}>
            ⟲
          </span>
        )}
        {nodeGrade(n)}
      </span>
      {(p.more > 0 || p.open) && (
        <button type="button" class="ev-more" aria-expanded={p.open} aria-label={p.open ? t("evidence.fold") : t("evidence.behind", { n: p.more })} onClick={p.toggle}>
          {p.open ? "−" : "+" + p.more}
        </button>
      )}
    </div>
  );
}

const bandName = (key: string): string => (key === "against" ? t("evidence.band_against") : key === "none" ? t("evidence.band_none") : t("evidence.origin_n", { n: Number(key) + 1 }));

function Origin(p: { band: Band; toggle(): void }) {
  const b = p.band;
  const name = bandName(b.key);
  return (
    <button type="button" class={`ev-origin o${(b.origin ?? 0) % 6}${b.circular ? " circular" : ""}${b.origin === null ? " none" : ""}`} style={at(b.pill)} aria-expanded={b.open} onClick={p.toggle} title={b.parties.join(", ")}>
      <b>{name}</b>
      <span>
        {t("evidence.n_reports", { n: b.reports })} {b.open ? "▾" : "▸"}
      </span>
      {b.circular && <span class="bad">⟲ {t("evidence.circular")}</span>}
    </button>
  );
}

export const captionOf = (g: Graph_): string[] => captioned([t("evidence.svg_lead")], [[g.claim, g.known_at].filter(Boolean).join(" · ")]);

export function Graph(p: { graph: Graph_; claim: Claim | null }) {
  const { graph: g } = p;
  const holder = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(760);
  const [openText, setOpen] = useParam("open");
  const open = useMemo(() => new Set(openText.split(",").filter(Boolean)), [openText]);
  useEffect(() => {
    const el = holder.current;
    if (!el) return;
    const watch = new ResizeObserver(() => setRoom(el.clientWidth - 30));
    watch.observe(el);
    return () => watch.disconnect();
  }, []);
  const many = g.edges.filter((e) => e.class === "support" && e.from === g.claim).length > MANY;
  /* "b0": a band that is not as it starts. */
  const bandOpen = (key: string): boolean => open.has("all") || open.has("b" + key) === many;
  const flip = (token: string): void => {
    const next = new Set(open);
    if (!next.delete(token)) next.add(token);
    next.delete("all");
    setOpen([...next].sort().join(","));
  };
  const d = useMemo(() => layout(g, open, bandOpen, room), [g, openText, room, many]);
  const shown = useMemo(() => seen(g, open), [g, openText]);
  const ring = useMemo(() => ringed(g), [g]);
  const top = g.nodes.find((n) => n.id === g.claim);
  const claimed = p.claim ? claimWords(p.claim) : (top?.title ?? g.claim);
  const save = (): void => {
    const of = (id: string): Node | undefined => g.nodes.find((n) => n.id === id);
    const foot = (n: Node | undefined): string => [n && tOr("evidence.kind_" + n.kind, n.kind), n?.party ?? n?.source, n?.reliability?.grade, n?.credibility?.grade].filter(Boolean).join(" · ");
    const svg = pictureOf(d, g.claim, ring, {
      title: (id) => (id === g.claim ? claimed : of(id) ? titleOf(of(id)!) : id),
      foot: (id) => (id === g.claim ? g.claim : foot(of(id))),
      origin: bandName,
      edge: (kind, words) => tOr("evidence.edge_" + kind, words),
      caption: captionOf(g),
      lang: document.documentElement.lang,
    });
    saveSvg(svg, `${g.claim}.svg`);
  };
  return (
    <div class="ev-graph" ref={holder} role="group" aria-label={t("evidence.graph_of", { n: g.nodes.length - 1, origins: g.count })}>
      <div class="row ev-graph-tools">
        <span class="small muted grow">{t("evidence.graph_how")}</span>
        <button type="button" class="small quiet" onClick={() => setOpen(open.has("all") ? "" : "all")} aria-pressed={open.has("all")}>
          {t("evidence.open_all")}
        </button>
        <button type="button" class="small quiet" onClick={save} title={t("evidence.save_svg")}>
          SVG
        </button>
      </div>
      <div class="ev-graph-scroll" tabIndex={0}>
        <div class="ev-graph-plot" style={{ width: `${d.width}px`, height: `${d.height}px` }}>
          {d.bands.map((b) => (
            <div key={b.key} class={`ev-band o${(b.origin ?? 0) % 6}${b.origin === null ? " none" : ""}`} style={{ top: `${b.y}px`, height: `${b.h}px`, left: `${d.claim.w + 20}px`, width: `${d.width - d.claim.w - 20}px` }} />
          ))}
          <svg width={d.width} height={d.height} aria-hidden="true">
            <defs>
              {["", "circular"].map((kind) => (
                <marker key={kind} id={"ev-arrow" + kind} class={kind} viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse">
                  <path d="M0 0L8 4L0 8z" />
                </marker>
              ))}
            </defs>
            {d.lines.map((l, i) => (
              <g key={i} class={"ev-line " + l.cls}>
                <path d={l.d} marker-end={l.edge && l.edge.class !== "support" ? `url(#ev-arrow${l.edge.circular ? "circular" : ""})` : undefined}>
                  {l.edge && <title>{`${l.edge.words}${l.edge.why ? ": " + l.edge.why : ""}`}</title>}
                </path>
                {l.label && (
                  <text x={l.label.x} y={l.label.y}>
                    {tOr("evidence.edge_" + (l.edge?.kind ?? ""), l.label.text)}
                  </text>
                )}
              </g>
            ))}
          </svg>
          <div class="ev-node claim" style={at(d.claim)}>
            <b>
              <Name text={claimed} />
            </b>
            <span class="ev-node-foot">
              <span class="grow">{g.claim}</span>
              {top?.credibility && nodeGrade(top)}
            </span>
          </div>
          {d.bands.flatMap((b) =>
            b.nodes.map((n) => {
              const more = hidden(g, n.id, shown);
              return <Report key={n.id} node={n} ring={ring.has(n.id)} box={d.boxes.get(n.id)!} more={more} open={open.has(n.id)} toggle={() => flip(n.id)} />;
            }),
          )}
          {d.bands.map((b) => (
            <Origin key={b.key} band={b} toggle={() => flip("b" + b.key)} />
          ))}
        </div>
      </div>
    </div>
  );
}
