/* The view of a map in the hands of a person: drag (with a glide), wheel and pinch, double click, keys, a box, and moves of its
 * own (fit, zoom) with an easing. Web Mercator metres; `res` is metres a pixel, `zoom` counts as on all web maps (256 px are
 * the world at 0). Nothing is drawn here: `draw` is called at most once a frame, `rest` when the view has come to rest. Who
 * asked for less motion gets jumps. */
import { HALF, mercY } from "./geo";

export interface View {
  x: number; /* centre */
  y: number;
  res: number;
}

export interface Hands {
  draw(): void;
  rest(): void;
  click(x: number, y: number): void; /* CSS pixels of the element */
  double(x: number, y: number): boolean; /* true: taken, no zoom */
  hover(x: number, y: number): void;
  boxing(): boolean; /* a drag is a box also without Shift */
  boxed(): void;
}

const WORLD = (2 * HALF) / 256;
const MIN_ZOOM = 1.5;
const MAX_ZOOM = 15;
const STEP_PX = 128; /* of an arrow key */
const CLICK_PX = 5;

export const resOf = (zoom: number): number => WORLD / 2 ** zoom;
export const zoomOf = (res: number): number => Math.log2(WORLD / res);

const clamp = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v));
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* From here to there in `t` of 0..1: the scale in its logarithm, so that a zoom looks even. */
const between = (a: View, b: View, t: number): View => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t, res: a.res * (b.res / a.res) ** t });

export class Mover {
  view: View;
  w = 0;
  h = 0;
  touched = false; /* a person moved it */
  private fingers = new Map<number, [number, number]>();
  private drag: { x: number; y: number; moved: boolean; trail: [number, number, number][]; box: HTMLElement | null } | null = null;
  private pinch = 0; /* distance of two fingers */
  private step: ((now: number) => boolean) | null = null; /* a move of its own: true while it goes on */
  private goal: View | null = null; /* where that move ends */
  private frame = 0;
  private wanted = false;
  private waiting: (() => void) | null = null; /* a fit before the element had a size */
  private off: (() => void)[] = [];

  constructor(
    private el: HTMLElement,
    private hands: Hands,
    at: View,
  ) {
    this.view = this.held(at);
    this.size();
    const watch = new ResizeObserver(() => this.size());
    watch.observe(el);
    this.off.push(() => watch.disconnect());
    const on = <K extends keyof HTMLElementEventMap>(kind: K, fn: (e: HTMLElementEventMap[K]) => void, options?: AddEventListenerOptions): void => {
      el.addEventListener(kind, fn, options);
      this.off.push(() => el.removeEventListener(kind, fn));
    };
    on("pointerdown", (e) => this.down(e));
    on("pointermove", (e) => this.moved(e));
    on("pointerup", (e) => this.up(e));
    on("pointercancel", (e) => this.up(e));
    on("wheel", (e) => this.wheel(e), { passive: false });
    on("dblclick", (e) => {
      const [x, y] = this.at(e);
      if (!this.hands.double(x, y)) this.zoomBy(e.shiftKey ? -1 : 1, [x, y]);
    });
    on("keydown", (e) => this.key(e));
  }

  end(): void {
    for (const fn of this.off) fn();
    cancelAnimationFrame(this.frame);
  }

  /* Interacting or on its way: what is drawn may be coarser. */
  get busy(): boolean {
    return this.step !== null || (this.drag?.moved ?? false) || this.pinch > 0;
  }

  place(x: number, y: number, v = this.view): [number, number] {
    return [v.x + (x - this.w / 2) * v.res, v.y - (y - this.h / 2) * v.res];
  }

  pixel(mx: number, my: number): [number, number] {
    const { view: v } = this;
    return [(mx - v.x) / v.res + this.w / 2, (v.y - my) / v.res + this.h / 2];
  }

  ask(): void {
    this.wanted = true;
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  set(view: Partial<View>): void {
    this.view = this.held({ ...this.view, ...view });
    this.ask();
  }

  zoomBy(by: number, about?: [number, number], ms = 150): void {
    const [px, py] = about ?? [this.w / 2, this.h / 2];
    const from = this.step && this.goal ? this.goal : this.view; /* turns of the wheel add up */
    const res = clamp(from.res / 2 ** by, resOf(MAX_ZOOM), resOf(MIN_ZOOM));
    const [mx, my] = this.place(px, py, from);
    this.touched = true;
    this.go({ x: mx - (px - this.w / 2) * res, y: my + (py - this.h / 2) * res, res }, ms);
  }

  /* Shows a box of metres with an edge of `pad` pixels. */
  fit([x0, y0, x1, y1]: [number, number, number, number], pad: number, max_zoom: number, ms: number): void {
    if (this.w < 2 || this.h < 2) {
      this.waiting = () => this.fit([x0, y0, x1, y1], pad, max_zoom, 0);
      return;
    }
    const res = Math.max((x1 - x0) / Math.max(20, this.w - 2 * pad), (y1 - y0) / Math.max(20, this.h - 2 * pad), resOf(max_zoom));
    this.go({ x: (x0 + x1) / 2, y: (y0 + y1) / 2, res }, ms);
  }

  go(to: View, ms: number): void {
    const from = this.view;
    const end = this.held(to);
    if (ms <= 0 || calm()) {
      this.step = null;
      this.view = end;
      this.ask();
      return this.resting();
    }
    let began = 0;
    this.goal = end;
    this.start((now) => {
      began ||= now;
      const t = Math.min(1, (now - began) / ms);
      this.view = between(from, end, 1 - (1 - t) ** 3);
      return t < 1;
    });
  }

  private start(step: (now: number) => boolean): void {
    this.step = step;
    this.ask();
  }

  private tick(now: number): void {
    this.frame = 0;
    if (this.step) {
      const goes_on = this.step(now);
      this.wanted = true;
      if (!goes_on) {
        this.step = this.goal = null;
        this.resting();
      }
    }
    if (this.wanted) {
      this.wanted = false;
      this.hands.draw();
    }
    if (this.step) this.ask();
  }

  /* After the frame, so that the last picture of a move is drawn as one at rest. */
  private resting(): void {
    const turns = Math.round(this.view.x / (2 * HALF));
    if (turns) this.view = { ...this.view, x: this.view.x - turns * 2 * HALF };
    this.hands.rest();
    this.ask();
  }

  private held(v: View): View {
    return { x: v.x, y: clamp(v.y, mercY(-84), mercY(84.5)), res: clamp(v.res, resOf(MAX_ZOOM), resOf(MIN_ZOOM)) };
  }

  private size(): void {
    this.w = this.el.clientWidth;
    this.h = this.el.clientHeight;
    const wait = this.waiting;
    if (wait && this.w >= 2) {
      this.waiting = null;
      wait();
    }
    this.ask();
  }

  private at(e: MouseEvent): [number, number] {
    const box = this.el.getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }

  private down(e: PointerEvent): void {
    if (e.button !== 0) return;
    this.step = null;
    this.el.setPointerCapture(e.pointerId);
    const [x, y] = this.at(e);
    this.fingers.set(e.pointerId, [x, y]);
    if (this.fingers.size === 2) {
      const [a, b] = [...this.fingers.values()];
      this.pinch = Math.hypot(a[0] - b[0], a[1] - b[1]);
      this.drag = null;
    } else if (this.fingers.size === 1) {
      let box: HTMLElement | null = null;
      if (e.shiftKey || this.hands.boxing()) {
        box = document.createElement("div");
        box.className = "map-box";
        this.el.append(box);
      }
      this.drag = { x, y, moved: false, trail: [], box };
    }
  }

  private moved(e: PointerEvent): void {
    const [x, y] = this.at(e);
    const last = this.fingers.get(e.pointerId);
    if (!last) {
      if (e.pointerType !== "touch") this.hands.hover(x, y);
      return;
    }
    if (this.fingers.size === 2) return this.pinched(e.pointerId, x, y);
    const d = this.drag;
    if (!d) return;
    if (!d.moved && Math.hypot(x - d.x, y - d.y) < CLICK_PX) return;
    d.moved = true;
    if (d.box) {
      Object.assign(d.box.style, { left: `${Math.min(x, d.x)}px`, top: `${Math.min(y, d.y)}px`, width: `${Math.abs(x - d.x)}px`, height: `${Math.abs(y - d.y)}px` });
      return;
    }
    this.touched = true;
    this.fingers.set(e.pointerId, [x, y]);
    d.trail.push([x, y, e.timeStamp]);
    if (d.trail.length > 8) d.trail.shift();
    this.set({ x: this.view.x - (x - last[0]) * this.view.res, y: this.view.y + (y - last[1]) * this.view.res });
  }

  private pinched(id: number, x: number, y: number): void {
    const [a0, b0] = [...this.fingers.values()];
    this.fingers.set(id, [x, y]);
    const [a, b] = [...this.fingers.values()];
    const apart = Math.max(10, Math.hypot(a[0] - b[0], a[1] - b[1]));
    const [mx, my] = this.place((a0[0] + b0[0]) / 2, (a0[1] + b0[1]) / 2);
    const res = clamp((this.view.res * this.pinch) / apart, resOf(MAX_ZOOM), resOf(MIN_ZOOM));
    this.pinch = apart;
    this.touched = true;
    this.set({ x: mx - ((a[0] + b[0]) / 2 - this.w / 2) * res, y: my + ((a[1] + b[1]) / 2 - this.h / 2) * res, res });
  }

  private up(e: PointerEvent): void {
    if (!this.fingers.delete(e.pointerId)) return;
    const [x, y] = this.at(e);
    const d = this.drag;
    if (this.pinch) {
      this.pinch = 0;
      this.resting();
      const rest = [...this.fingers.values()][0];
      if (rest) this.drag = { x: rest[0], y: rest[1], moved: true, trail: [], box: null };
      return;
    }
    if (this.fingers.size || !d) return;
    this.drag = null;
    d.box?.remove();
    if (d.box && d.moved && e.type === "pointerup") {
      const [x0, y0] = this.place(Math.min(x, d.x), Math.max(y, d.y));
      const [x1, y1] = this.place(Math.max(x, d.x), Math.min(y, d.y));
      this.touched = true;
      this.hands.boxed();
      return this.fit([x0, y0, x1, y1], 0, MAX_ZOOM, 150);
    }
    if (!d.moved) {
      if (e.type === "pointerup") this.hands.click(x, y);
      return;
    }
    this.glide(d.trail, e.timeStamp);
  }

  /* Goes on as fast as the hand was in the last tenth of a second, ever slower. */
  private glide(trail: [number, number, number][], now: number): void {
    const first = trail.find(([, , t]) => now - t < 100);
    const last = trail[trail.length - 1];
    const ms = first && last ? last[2] - first[2] : 0;
    if (!first || ms < 10 || now - last[2] > 50 || calm()) return this.resting();
    this.goal = null;
    let vx = ((last[0] - first[0]) / ms) * this.view.res;
    let vy = ((last[1] - first[1]) / ms) * this.view.res;
    let before = 0;
    this.start((t) => {
      const dt = before ? Math.min(50, t - before) : 16;
      before = t;
      this.view = this.held({ ...this.view, x: this.view.x - vx * dt, y: this.view.y + vy * dt });
      const slower = Math.exp(-dt / 160);
      vx *= slower;
      vy *= slower;
      return Math.hypot(vx, vy) > 0.03 * this.view.res;
    });
  }

  private wheel(e: WheelEvent): void {
    e.preventDefault();
    const px = e.deltaY * (e.deltaMode === 1 ? 40 : e.deltaMode === 2 ? 400 : 1);
    const by = clamp(-px / (e.ctrlKey ? 100 : 240), -1.5, 1.5);
    if (by) this.zoomBy(by, this.at(e), 90);
  }

  private key(e: KeyboardEvent): void {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const far = STEP_PX * this.view.res;
    const moves: Record<string, [number, number]> = { ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] };
    const to = moves[e.key];
    if (to) {
      this.touched = true;
      this.go({ ...this.view, x: this.view.x + to[0], y: this.view.y + to[1] }, 100);
    } else if (e.key === "+" || e.key === "=") this.zoomBy(1);
    else if (e.key === "-") this.zoomBy(-1);
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}
