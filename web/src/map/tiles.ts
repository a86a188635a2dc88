/* Tiles below the coast, where the server was given some: of an archive on its machine, or of another host.
 *
 *   const back = useBackground();   // what is to be drawn now; null: the page's own coast alone
 *   const tiles = tilesOf(back, redraw);
 *   tiles?.draw(ctx, frame, colours); // what is there; asks for the rest and calls redraw when it came
 *
 * Background alone: the coast that the program knows, tracks and events are drawn over it. Of an archive they are shown unless
 * the address says base=plain. Another host learns what is looked at, so nothing is asked of it before a person says so on this
 * page, which no address and no storage can say for them. */
import { useSession } from "../app/session";
import { useRoute } from "../app/router";
import { store, useStore } from "../app/store";
import { language } from "../app/i18n";
import { HALF, mercX, mercY } from "./geo";
import type { Colours, Frame } from "./paint";

export interface Basemap {
  source: "archive" | "address";
  tiles: string; /* an address with {z}, {x} and {y} */
  kind: string; /* "mvt", or pictures */
  credit: string;
  min_zoom: number;
  max_zoom: number;
  bounds: number[]; /* west, south, east, north */
  origin: string | null; /* "https://host" that is asked */
}

/* That the other host may be asked: as long as this page lasts. */
export const agreed = store(false);

export function useBackground(): Basemap | null {
  const given = useSession()?.basemap ?? null;
  const plain = useRoute().params.get("base") === "plain";
  const may = useStore(agreed);
  return given && (given.origin ? may : !plain) ? given : null;
}

type Drawn = CanvasImageSource & { width: number; height: number };
interface Held {
  picture: Drawn | null; /* null: there is none, or it is on its way */
}

interface Vector {
  drawTile(bytes: Uint8Array, side: number, colours: Colours, language: string): HTMLCanvasElement;
}

const SIDE = 256; /* CSS pixels of a tile at its own zoom */
const HELD = 320; /* pictures */
const AT_ONCE = 6;
const UP = 5; /* a tile five zooms up stands in for one that is not there yet */

let vector: Promise<Vector> | undefined;
function loadVector(): Promise<Vector> {
  const address = document.querySelector<HTMLMetaElement>('meta[name="plimsoll-vector"]')?.content ?? "";
  vector ??= import(address).catch((e: unknown) => {
    vector = undefined;
    throw e;
  }) as Promise<Vector>;
  return vector;
}

export class Tiles {
  version = 0; /* counts pictures that came */
  private held = new Map<string, Held>();
  private wanted: string[] = [];
  private asking = 0;
  private colours: Colours | null = null;

  constructor(
    readonly of: Basemap,
    public changed: () => void,
  ) {}

  get missing(): number {
    return this.wanted.length + this.asking;
  }

  /* How many tiles were drawn, for tests. */
  draw(ctx: CanvasRenderingContext2D, f: Frame, colours: Colours): number {
    const world = 2 * HALF;
    const exact = Math.log2(world / SIDE / f.res);
    const { min_zoom, max_zoom, bounds } = this.of;
    if (this.of.kind === "mvt" && this.colours !== colours) this.held.clear(); /* in the colours of the other theme */
    this.colours = colours;
    this.wanted = [];
    if (exact < min_zoom - 2) return 0;
    const z = Math.max(min_zoom, Math.min(max_zoom, Math.round(exact)));
    const n = 2 ** z;
    const step = world / n;
    const left = f.x - (f.w / 2) * f.res;
    const top = f.y + (f.h / 2) * f.res;
    const at_x = (x: number): number => Math.round((x * step - HALF - left) / f.res);
    const at_y = (y: number): number => Math.round((top - HALF + y * step) / f.res);
    const first_y = Math.max(0, Math.floor((HALF - top) / step), Math.floor((HALF - mercY(bounds[3])) / step));
    const last_y = Math.min(n - 1, Math.floor((HALF - top + f.h * f.res) / step), Math.floor((HALF - mercY(bounds[1])) / step));
    const [from_x, to_x] = [Math.floor((mercX(bounds[0]) + HALF) / step), Math.floor((mercX(bounds[2]) + HALF) / step)];
    let count = 0;
    for (let x = Math.floor((left + HALF) / step); x <= Math.floor((left + f.w * f.res + HALF) / step); x++) {
      const own_x = ((x % n) + n) % n; /* the world repeats */
      if (own_x < from_x || own_x > to_x) continue;
      for (let y = first_y; y <= last_y; y++) {
        count += Number(this.one(ctx, z, own_x, y, [at_x(x), at_y(y), at_x(x + 1) - at_x(x), at_y(y + 1) - at_y(y)]));
      }
    }
    this.pump();
    return count;
  }

  /* The tile, or what stands in for it: the part of one that is shown larger. */
  private one(ctx: CanvasRenderingContext2D, z: number, x: number, y: number, [px, py, w, h]: number[]): boolean {
    const key = `${z}/${x}/${y}`;
    const own = this.held.get(key);
    if (own) {
      this.held.delete(key);
      this.held.set(key, own); /* used last */
    } else this.wanted.push(key);
    if (own?.picture) {
      ctx.drawImage(own.picture, px, py, w, h);
      return true;
    }
    for (let up = 1; up <= Math.min(UP, z - this.of.min_zoom); up++) {
      const parts = 2 ** up;
      const picture = this.held.get(`${z - up}/${Math.floor(x / parts)}/${Math.floor(y / parts)}`)?.picture;
      if (!picture) continue;
      const [pw, ph] = [picture.width / parts, picture.height / parts];
      ctx.drawImage(picture, (x % parts) * pw, (y % parts) * ph, pw, ph, px, py, w, h);
      return true;
    }
    return false;
  }

  private pump(): void {
    while (this.asking < AT_ONCE && this.wanted.length) {
      const key = this.wanted.shift()!;
      const held: Held = { picture: null };
      this.held.set(key, held);
      if (this.held.size > HELD) this.held.delete(this.held.keys().next().value!);
      this.asking++;
      this.load(key)
        .catch(() => null) /* what cannot be had is not there: the coast is */
        .then((picture) => {
          held.picture = picture;
          this.asking--;
          if (picture) this.version++;
          this.pump();
          if (picture) this.changed();
        });
    }
  }

  private async load(key: string): Promise<Drawn | null> {
    const [z, x, y] = key.split("/");
    const address = this.of.tiles.replace("{z}", z).replace("{x}", x).replace("{y}", y);
    if (this.of.origin) {
      const picture = new Image();
      picture.referrerPolicy = "no-referrer";
      picture.src = address;
      await picture.decode();
      return picture;
    }
    const answer = await fetch(address);
    if (answer.status !== 200) return null;
    if (this.of.kind !== "mvt") return createImageBitmap(await answer.blob());
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return (await loadVector()).drawTile(bytes, 2 * SIDE, this.colours ?? {}, language.get());
  }
}

let last: Tiles | null = null;
export function tilesOf(of: Basemap | null, changed: () => void): Tiles | null {
  if (!of) return null;
  if (last?.of !== of) last = new Tiles(of, changed);
  last.changed = changed; /* of the map that is seen now */
  return last;
}

/* Whose they are, to stand on the map. */
export const hostOf = (of: Basemap): string => (of.origin ?? "").replace(/^https?:\/\//, "");
