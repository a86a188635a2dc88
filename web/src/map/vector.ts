/* Vector tiles (Mapbox Vector Tile 2.1) as calm pictures. A file of its own, loaded when an archive holds such tiles.
 *
 * Somebody else's bytes: what breaks off throws. Of the layers that the usual schemas (Protomaps, OpenMapTiles) know, water,
 * land, what covers it, ways, borders and names of places are drawn in the map's own colours; all else is left out. */
import type { Colours } from "./paint";

const POINT = 1;
const LINE = 2;
const POLYGON = 3;

interface Feature {
  type: number;
  tags: Map<string, string | number>;
  parts: number[][]; /* x, y, x, y ... in units of the layer */
}

interface Layer {
  name: string;
  extent: number;
  features: Feature[];
}

class Reader {
  at = 0;
  constructor(
    private bytes: Uint8Array,
    at = 0,
    readonly end = bytes.length,
  ) {
    this.at = at;
    if (end > bytes.length) throw new Error("the tile breaks off");
  }
  get more(): boolean {
    return this.at < this.end;
  }
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      if (this.at >= this.end || scale > 2 ** 63) throw new Error("the tile breaks off");
      const b = this.bytes[this.at++];
      value += (b & 127) * scale;
      if (b < 128) return value;
    }
  }
  part(): Reader {
    const n = this.varint();
    const part = new Reader(this.bytes, this.at, this.at + n);
    if (this.at + n > this.end) throw new Error("the tile breaks off");
    this.at += n;
    return part;
  }
  text(): string {
    const part = this.part();
    return new TextDecoder().decode(this.bytes.subarray(part.at, part.end));
  }
  float(n: 4 | 8): number {
    if (this.at + n > this.end) throw new Error("the tile breaks off");
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset + this.at, n);
    this.at += n;
    return n === 4 ? view.getFloat32(0, true) : view.getFloat64(0, true);
  }
  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 1) this.float(8);
    else if (wire === 2) this.part();
    else if (wire === 5) this.float(4);
    else throw new Error("the tile is none");
  }
  /* Each field: its number and its wire type; fn reads it. */
  fields(fn: (field: number, wire: number) => boolean): void {
    while (this.more) {
      const head = this.varint();
      if (!fn(Math.floor(head / 8), head % 8)) this.skip(head % 8);
    }
  }
}

function valueOf(r: Reader): string | number {
  let value: string | number = "";
  r.fields((field, wire) => {
    if (field === 1 && wire === 2) value = r.text();
    else if (field === 2 && wire === 5) value = r.float(4);
    else if (field === 3 && wire === 1) value = r.float(8);
    else if (field >= 4 && field <= 7 && wire === 0) value = field === 6 ? signed(r.varint()) : r.varint();
    else return false;
    return true;
  });
  return value;
}

const signed = (v: number): number => (v % 2 ? -(v + 1) / 2 : v / 2);

/* MoveTo 1, LineTo 2, ClosePath 7; places are differences. */
function geometry(r: Reader, type: number): number[][] {
  const parts: number[][] = [];
  let x = 0;
  let y = 0;
  while (r.more) {
    const command = r.varint();
    const kind = command % 8;
    if (kind === 7) continue;
    if (kind !== 1 && kind !== 2) throw new Error("the tile is none");
    for (let i = Math.floor(command / 8); i > 0; i--) {
      x += signed(r.varint());
      y += signed(r.varint());
      if (kind === 1 || !parts.length) parts.push([]);
      parts[parts.length - 1].push(x, y);
    }
  }
  return type === POINT || type === LINE || type === POLYGON ? parts : [];
}

export function decodeTile(bytes: Uint8Array): Layer[] {
  const layers: Layer[] = [];
  const tile = new Reader(bytes);
  tile.fields((field, wire) => {
    if (field !== 3 || wire !== 2) return false;
    const r = tile.part();
    const layer: Layer = { name: "", extent: 4096, features: [] };
    const keys: string[] = [];
    const values: (string | number)[] = [];
    const raw: { tags: number[]; type: number; shape: Reader | null }[] = [];
    r.fields((part, kind) => {
      if (part === 1 && kind === 2) layer.name = r.text();
      else if (part === 2 && kind === 2) raw.push(featureOf(r.part()));
      else if (part === 3 && kind === 2) keys.push(r.text());
      else if (part === 4 && kind === 2) values.push(valueOf(r.part()));
      else if (part === 5 && kind === 0) layer.extent = Math.max(1, r.varint());
      else return false;
      return true;
    });
    for (const f of raw) {
      const tags = new Map<string, string | number>();
      for (let i = 0; i + 1 < f.tags.length; i += 2) {
        if (keys[f.tags[i]] !== undefined && values[f.tags[i + 1]] !== undefined) tags.set(keys[f.tags[i]], values[f.tags[i + 1]]);
      }
      layer.features.push({ type: f.type, tags, parts: f.shape ? geometry(f.shape, f.type) : [] });
    }
    layers.push(layer);
    return true;
  });
  return layers;
}

function featureOf(r: Reader): { tags: number[]; type: number; shape: Reader | null } {
  const out: { tags: number[]; type: number; shape: Reader | null } = { tags: [], type: 0, shape: null };
  r.fields((field, wire) => {
    if (field === 2 && wire === 2) for (const tags = r.part(); tags.more; ) out.tags.push(tags.varint());
    else if (field === 3 && wire === 0) out.type = r.varint();
    else if (field === 4 && wire === 2) out.shape = r.part();
    else return false;
    return true;
  });
  return out;
}

/* ---- how it looks: in this order ---- */

interface Look {
  layers: string[];
  type: number;
  colour: string;
  alpha: number;
  width?: number;
  dash?: number[];
}

const LOOKS: Look[] = [
  { layers: ["earth", "land"], type: POLYGON, colour: "land", alpha: 1 },
  { layers: ["landcover", "landuse", "park", "natural"], type: POLYGON, colour: "grid", alpha: 0.35 },
  { layers: ["water", "ocean", "lakes"], type: POLYGON, colour: "sea", alpha: 1 },
  { layers: ["waterway", "water"], type: LINE, colour: "sea", alpha: 1, width: 1.5 },
  { layers: ["buildings", "building"], type: POLYGON, colour: "coast", alpha: 0.25 },
  { layers: ["roads", "transportation", "road", "streets"], type: LINE, colour: "coast", alpha: 0.55, width: 1 },
  { layers: ["boundaries", "boundary", "admin"], type: LINE, colour: "ink-2", alpha: 0.5, width: 1, dash: [6, 4] },
];
const NAMED = ["places", "place", "water_name"];
const NAMES_MAX = 12; /* of a tile */

export function drawTile(bytes: Uint8Array, side: number, c: Colours, language: string): HTMLCanvasElement {
  const layers = decodeTile(bytes);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const ctx = canvas.getContext("2d")!;
  ctx.fillStyle = c.land;
  ctx.fillRect(0, 0, side, side);
  ctx.lineJoin = "round";
  for (const look of LOOKS) {
    for (const layer of layers) if (look.layers.includes(layer.name)) paint(ctx, layer, look, side, c);
  }
  ctx.globalAlpha = 1;
  names(ctx, layers.filter((l) => NAMED.includes(l.name)), side, c, language);
  return canvas;
}

function paint(ctx: CanvasRenderingContext2D, layer: Layer, look: Look, side: number, c: Colours): void {
  const k = side / layer.extent;
  ctx.beginPath();
  for (const f of layer.features) {
    if (f.type !== look.type) continue;
    for (const part of f.parts) {
      for (let i = 0; i < part.length; i += 2) {
        if (i) ctx.lineTo(part[i] * k, part[i + 1] * k);
        else ctx.moveTo(part[0] * k, part[1] * k);
      }
      if (look.type === POLYGON) ctx.closePath();
    }
  }
  ctx.globalAlpha = look.alpha;
  if (look.type === POLYGON) {
    ctx.fillStyle = c[look.colour];
    ctx.fill();
  } else {
    ctx.strokeStyle = c[look.colour];
    ctx.lineWidth = (look.width ?? 1) * 2; /* the picture has two pixels for one of the map */
    ctx.setLineDash(look.dash ?? []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/* Within the tile, so that no name is cut at its edge; those that would lie on another are left out. */
function names(ctx: CanvasRenderingContext2D, layers: Layer[], side: number, c: Colours, language: string): void {
  const taken: [number, number, number, number][] = [];
  ctx.font = "22px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 5;
  for (const layer of layers) {
    for (const f of layer.features) {
      const text = String(f.tags.get("name:" + language) ?? f.tags.get("name") ?? "").slice(0, 60);
      if (f.type !== POINT || !text || !f.parts.length || taken.length >= NAMES_MAX) continue;
      const half = ctx.measureText(text).width / 2 + 4;
      if (2 * half > side) continue;
      const x = Math.max(half, Math.min(side - half, (f.parts[0][0] * side) / layer.extent));
      const y = Math.max(14, Math.min(side - 14, (f.parts[0][1] * side) / layer.extent));
      const box: [number, number, number, number] = [x - half, y - 14, x + half, y + 14];
      if (taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
      taken.push(box);
      ctx.strokeStyle = c.halo;
      ctx.strokeText(text, x, y);
      ctx.fillStyle = c["ink-2"];
      ctx.fillText(text, x, y);
    }
  }
}
