/* The text of a report with a gutter: below the letters lies a layer with the same lines, in which marks and faults are
 * drawn, so that the textarea stays an ordinary one (its own undo, selection, spelling, input methods). Tab leaves it.
 *
 *   Ctrl+S keep   F8, Shift+F8 next and last fault   Ctrl+K reference   Ctrl+P print */
import { Component } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { t } from "../../app/i18n";
import { linesOf, type Piece, type Range } from "./places";

export interface EditorHandle {
  select(from: number, to: number): void;
  at(): number;
}

export function Editor(p: {
  text: string;
  ranges: Range[];
  here?: string; /* the statement in hand */
  readOnly?: boolean;
  onText(text: string): void;
  onPlace(at: number): void;
  onKey(e: KeyboardEvent): void;
  handle(handle: EditorHandle | null): void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => linesOf(p.text, p.ranges), [p.text, p.ranges]);
  const digits = String(lines.length).length;
  const told = useRef(p.onPlace);
  told.current = p.onPlace;
  useEffect(() => {
    p.handle({
      at: () => area.current?.selectionStart ?? 0,
      select: (from, to) => {
        const el = area.current;
        if (!el) return;
        el.focus({ preventScroll: true });
        el.setSelectionRange(from, to);
        const row = el.value.slice(0, from).split("\n").length - 1;
        const line = scroll.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
        line?.scrollIntoView({ block: "center" });
        told.current(from);
      },
    });
    return () => p.handle(null);
  }, []);
  useEffect(() => {
    scroll.current?.style.setProperty("--digits", String(Math.max(2, digits)));
  }, [digits]);
  const place = (): void => p.onPlace(area.current?.selectionStart ?? 0);
  return (
    <div class="ed" ref={scroll}>
      <div class="ed-lines">
        {lines.map((pieces, i) => (
          <Line key={i} row={i} pieces={pieces} here={p.here ?? ""} onFault={() => area.current && jump(area.current, i, place)} />
        ))}
        <textarea
          ref={area}
          class="ed-text"
          aria-label={t("report.text")}
          aria-describedby="report-keys"
          value={p.text}
          readOnly={p.readOnly}
          spellcheck={false}
          autocomplete="off"
          wrap="soft"
          onInput={(e) => {
            p.onText(e.currentTarget.value);
            place();
          }}
          onSelect={place}
          onKeyUp={place}
          onClick={place}
          onKeyDown={p.onKey}
        />
      </div>
    </div>
  );
}

function jump(area: HTMLTextAreaElement, row: number, place: () => void): void {
  const from = area.value.split("\n").slice(0, row).reduce((n, line) => n + line.length + 1, 0);
  area.focus();
  area.setSelectionRange(from, from);
  place();
}

interface LineProps {
  row: number;
  pieces: Piece[];
  here: string;
  onFault(): void;
}

const same = (a: Piece, b: Piece): boolean =>
  a.text === b.text && a.mark === b.mark && a.range?.id === b.range?.id && a.range?.tone === b.range?.tone && a.range?.kind === b.range?.kind && a.range?.why.join() === b.range?.why.join();

/* Drawn again only when what it shows changed: a long report stays quick to type in. */
class Line extends Component<LineProps> {
  override shouldComponentUpdate(next: LineProps): boolean {
    const now = this.props;
    const mine = (q: LineProps): boolean => q.here !== "" && q.pieces.some((x) => x.range?.id === q.here);
    return now.row !== next.row || mine(now) !== mine(next) || now.pieces.length !== next.pieces.length || now.pieces.some((x, i) => !same(x, next.pieces[i]));
  }
  override render() {
    const { row, pieces, here } = this.props;
    const faults = [...new Set(pieces.filter((x) => x.range?.tone).map((x) => x.range!))];
    const worst = faults.some((r) => r.tone === "error") ? "error" : "warning";
    const why = [...new Set(faults.flatMap((r) => r.why))].join("\n");
    return (
      <div class="ed-line" data-row={row}>
        {faults.length ? (
          <button type="button" class={"ed-no " + worst} tabIndex={-1} title={why} aria-label={t("report.line_faults", { line: row + 1, why })} onClick={this.props.onFault}>
            {row + 1}
          </button>
        ) : (
          <span class="ed-no" aria-hidden="true">
            {row + 1}
          </span>
        )}
        <span class="ed-under" aria-hidden="true">
          {pieces.map((x, i) =>
            x.range ? (
              <span key={i} class={(x.mark ? "ed-mark k-" + x.range.kind : "ed-words") + (x.range.tone ? " " + x.range.tone : "") + (x.range.id && x.range.id === here ? " here" : "")}>
                {x.text}
              </span>
            ) : (
              x.text
            ),
          )}
          {"\u200b"}
        </span>
      </div>
    );
  }
}
