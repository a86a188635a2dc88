/* Where the nodes of a claim's evidence stand: the claim at the left, its reports in bands, one band for each origin, the
 * origins at the right. Within a band a report stands one column further left for each step that it is derived. Nodes of a
 * ring share a column; their edges are arcs. Pure: no DOM. */
import type { Edge, Graph, Node } from "./types";

const NODE_H = 58;
const ROW = NODE_H + 14;
const BAND_PAD = 12;
const PILL_W = 118;
const ARCS = 64; /* px for the arcs between reports and origins */
const GAP = 30;

export interface Box {
  id: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Band {
  key: string; /* "0", "1" ... of the origin; "against"; "none" */
  origin: number | null;
  y: number;
  h: number;
  open: boolean;
  nodes: Node[]; /* shown */
  reports: number; /* that speak to the claim */
  circular: boolean;
  parties: string[];
  pill: Box;
}

export interface Line {
  d: string;
  cls: string;
  edge: Edge | null;
  label?: { x: number; y: number; text: string };
}

export interface Drawing {
  width: number;
  height: number;
  claim: Box;
  boxes: Map<string, Box>;
  bands: Band[];
  lines: Line[];
}

const stanceOf = (g: Graph): Map<string, string> => new Map(g.edges.filter((e) => e.class === "support" && e.from === g.claim).map((e) => [e.to, e.stance ?? "for"]));

/* Reports in a ring: what a circular edge touches (the API calls every root of such an origin circular). */
export const ringed = (g: Graph): Set<string> => new Set(g.edges.filter((e) => e.circular).flatMap((e) => [e.from, e.to]));

/* What stands in which band, and how far it is derived. */
export function bandsOf(g: Graph): { key: string; origin: number | null; nodes: Node[] }[] {
  const stance = stanceOf(g);
  const by = new Map<string, { key: string; origin: number | null; nodes: Node[] }>();
  for (const n of g.nodes) {
    if (n.id === g.claim) continue;
    const key = stance.get(n.id) === "against" ? "against" : n.origin === null ? "none" : String(n.origin);
    const band = by.get(key) ?? { key, origin: key === "against" || key === "none" ? null : n.origin, nodes: [] };
    band.nodes.push(n);
    by.set(key, band);
  }
  const rank = (k: string): number => (k === "against" ? 1e6 : k === "none" ? 2e6 : Number(k));
  return [...by.values()].sort((a, b) => rank(a.key) - rank(b.key));
}

/* Steps from a root: 0 for roots and for what is derived from nothing. Rings end the walk. */
export function depths(g: Graph): Map<string, number> {
  const up = new Map<string, string[]>();
  for (const e of g.edges) if (e.class !== "support") up.set(e.from, [...(up.get(e.from) ?? []), e.to]);
  const root = new Set(g.nodes.filter((n) => n.root).map((n) => n.id));
  const depth = new Map<string, number>();
  const walk = (id: string, seen: Set<string>): number => {
    if (root.has(id)) return 0;
    const known = depth.get(id);
    if (known !== undefined) return known;
    if (seen.has(id)) return 0;
    seen.add(id);
    const next = (up.get(id) ?? []).filter((to) => !seen.has(to));
    const d = next.length ? 1 + Math.max(...next.map((to) => walk(to, seen))) : 0;
    seen.delete(id);
    depth.set(id, d);
    return d;
  };
  for (const n of g.nodes) depth.set(n.id, walk(n.id, new Set()));
  return depth;
}

/* Which nodes of an open band are seen: what speaks to the claim, rings, and what is behind a node that was opened. */
export function seen(g: Graph, open: Set<string>): Set<string> {
  const direct = new Set(g.edges.filter((e) => e.class === "support" && e.from === g.claim).map((e) => e.to));
  const out = new Set(direct);
  for (const id of ringed(g)) out.add(id);
  let grew = true;
  while (grew) {
    grew = false;
    for (const e of g.edges) {
      if (e.from === g.claim || out.has(e.to) || !out.has(e.from) || !(open.has(e.from) || open.has("all"))) continue;
      out.add(e.to);
      grew = true;
    }
  }
  return out;
}

/* Nodes behind that one which are not shown. */
export const hidden = (g: Graph, id: string, shown: Set<string>): number => new Set(g.edges.filter((e) => e.from === id && e.class !== "support" && !shown.has(e.to)).map((e) => e.to)).size;

export function layout(g: Graph, open: Set<string>, bandOpen: (key: string) => boolean, room: number): Drawing {
  const depth = depths(g);
  const ring = ringed(g);
  const shown = seen(g, open);
  const direct = new Set(g.edges.filter((e) => e.class === "support" && e.from === g.claim).map((e) => e.to));
  const groups = bandsOf(g);
  const columns = 1 + Math.max(0, ...groups.filter((b) => bandOpen(b.key)).flatMap((b) => b.nodes.filter((n) => shown.has(n.id)).map((n) => depth.get(n.id) ?? 0)));
  const spare = PILL_W + ARCS + GAP * (columns + 1) + BAND_PAD;
  const nodeW = Math.max(140, Math.min(210, (room - spare) / (columns + 1)));
  const width = Math.max(room, nodeW * (columns + 1) + spare);
  const pillX = width - PILL_W - 10;
  const rootX = pillX - nodeW - ARCS;
  const step = columns > 1 ? Math.min(nodeW + 90, (rootX - nodeW - GAP - 28) / (columns - 1)) : 0;
  const boxes = new Map<string, Box>();
  const bands: Band[] = [];
  let y = 0;
  for (const b of groups) {
    const isOpen = bandOpen(b.key);
    const nodes = isOpen ? b.nodes.filter((n) => shown.has(n.id)) : [];
    const rows = new Map<number, number>();
    for (const n of nodes) {
      const d = depth.get(n.id) ?? 0;
      const row = rows.get(d) ?? 0;
      rows.set(d, row + 1);
      boxes.set(n.id, { id: n.id, x: rootX - d * step, y: y + BAND_PAD + row * ROW, w: nodeW, h: NODE_H });
    }
    const h = Math.max(1, ...rows.values()) * ROW - 14 + 2 * BAND_PAD;
    /* shorter columns stand in the middle of their band */
    for (const n of nodes) {
      const box = boxes.get(n.id)!;
      const d = depth.get(n.id) ?? 0;
      box.y += (h - 2 * BAND_PAD - ((rows.get(d) ?? 1) * ROW - 14)) / 2;
    }
    bands.push({
      key: b.key,
      origin: b.origin,
      y,
      h,
      open: isOpen,
      nodes,
      reports: b.nodes.filter((n) => direct.has(n.id)).length,
      circular: b.nodes.some((n) => ring.has(n.id)),
      parties: [...new Set(b.nodes.map((n) => n.party ?? "").filter(Boolean))],
      pill: { id: "pill-" + b.key, x: pillX, y: y + h / 2 - 30, w: PILL_W, h: 60 },
    });
    y += h + 10;
  }
  const height = Math.max(y - 10, NODE_H + 40);
  const claim = { id: g.claim, x: 0, y: height / 2 - 40, w: nodeW, h: 80 };
  return { width, height, claim, boxes, bands, lines: linesOf(g, boxes, bands, claim) };
}

const curve = (x1: number, y1: number, x2: number, y2: number): string => {
  const mid = Math.max(24, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + mid} ${y1} ${x2 - mid} ${y2} ${x2} ${y2}`;
};

function linesOf(g: Graph, boxes: Map<string, Box>, bands: Band[], claim: Box): Line[] {
  const lines: Line[] = [];
  const arcs = new Map<string, number>();
  for (const band of bands) {
    const cls = band.key === "against" ? "against" : band.key === "none" ? "none" : "";
    if (!band.open) {
      lines.push({ d: curve(claim.x + claim.w, claim.y + claim.h / 2, band.pill.x, band.pill.y + band.pill.h / 2), cls: "support " + cls, edge: null });
      continue;
    }
    for (const n of band.nodes) {
      const box = boxes.get(n.id)!;
      if (n.root) lines.push({ d: curve(box.x + box.w, box.y + box.h / 2, band.pill.x, band.pill.y + band.pill.h / 2), cls: `origin o${(band.origin ?? 0) % 6}`, edge: null });
    }
  }
  /* "The same source" between each two of many says no more than their band does. */
  const upstream = new Map<string, number>();
  const bandOf = new Map(bands.flatMap((b) => b.nodes.map((n) => [n.id, b.key] as const)));
  for (const e of g.edges) if (e.class === "upstream") upstream.set(bandOf.get(e.from) ?? "", (upstream.get(bandOf.get(e.from) ?? "") ?? 0) + 1);
  /* two links between the same two nodes: the one that says more is drawn, the other stands in the list */
  const drawn = new Set<string>();
  const order = (e: Edge): number => ["support", "derived", "suspected", "upstream"].indexOf(e.class);
  for (const e of [...g.edges].sort((a, b) => order(a) - order(b))) {
    const to = boxes.get(e.to);
    const from = e.from === g.claim ? claim : boxes.get(e.from);
    if (!to || !from || (e.class === "upstream" && (upstream.get(bandOf.get(e.from) ?? "") ?? 0) > 6) || drawn.has(e.from + ">" + e.to)) continue;
    drawn.add(e.from + ">" + e.to);
    const cls = `${e.class}${e.stance === "against" ? " against" : ""}${e.circular ? " circular" : ""}`;
    if (e.class === "support") {
      lines.push({ d: curve(from.x + from.w, from.y + from.h / 2, to.x, to.y + to.h / 2), cls, edge: e });
    } else if (to.x > from.x + from.w) {
      lines.push({ d: curve(from.x + from.w, from.y + from.h / 2, to.x, to.y + to.h / 2), cls, edge: e, label: { x: (from.x + from.w + to.x) / 2, y: (from.y + to.y + NODE_H) / 2 - 5, text: e.words } });
    } else {
      /* the same column: an arc at the right, further out for each more */
      const key = String(Math.round(from.x));
      const n = arcs.get(key) ?? 0;
      arcs.set(key, n + 1);
      const x = from.x + from.w;
      const down = to.y > from.y;
      const y1 = from.y + from.h * (down ? 0.72 : 0.28);
      const y2 = to.y + to.h * (down ? 0.28 : 0.72);
      const out = 26 + (n % 3) * 15;
      lines.push({ d: `M${x} ${y1}C${x + out} ${y1} ${x + out} ${y2} ${x} ${y2}`, cls, edge: e });
    }
  }
  return lines;
}
