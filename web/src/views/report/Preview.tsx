/* The report as its page: what the server made of the text, in a frame without script. The frame has the policy of this
 * page, which forbids styles inside it; so its style comes in through the CSSOM. */
import { useEffect, useRef, useState } from "preact/hooks";
import { Loading, ProblemBox } from "../../parts";
import { apiHref, Problem } from "../../app/api";
import { csrf } from "../../app/api";
import { t } from "../../app/i18n";
import { drawn } from "../../app/theme";
import { useStore } from "../../app/store";

const MARK = ".s.in-hand{outline:2px solid var(--link);outline-offset:3px;border-radius:2px}.s{cursor:pointer}";

function isDark(): boolean {
  return getComputedStyle(document.documentElement).colorScheme === "dark" || (document.documentElement.dataset.theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}

/* The page apart: its markup without the style, and the style in the theme of the reader. */
export function apart(html: string, dark: boolean): { markup: string; style: string } {
  const style: string[] = [];
  const markup = html
    .replace(/<style>([\s\S]*?)<\/style>/g, (_, text: string) => (style.push(text), "")) /* text of a report is escaped: these are the server's */
    .replace(/<meta http-equiv[^>]*>/g, "");
  const text = style
    .join("\n")
    .replace(/@media \(prefers-color-scheme:\s*dark\)/g, dark ? "@media screen" : "@media not all")
    .replace(/color-scheme:light dark/g, `color-scheme:${dark ? "dark" : "light"}`);
  return { markup, style: text };
}

export function Preview(p: {
  text: string;
  id: string;
  pinned: boolean; /* of a former log: the page as it was */
  here: string;
  onPick(statement: string): void;
  frame(print: (() => void) | null): void;
}) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [page, setPage] = useState<{ markup: string; style: string } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [turn, setTurn] = useState(0);
  const scrolled = useRef(0);
  const theme = useStore(drawn);
  const html = useRef("");
  const pick = useRef(p.onPick);
  pick.current = p.onPick;

  useEffect(() => {
    const stop = new AbortController();
    const ask = (): void => {
      const request = p.pinned
        ? fetch(apiHref(`/api/reports/${p.id}.html`), { signal: stop.signal })
        : fetch("/api/reports/preview", {
            method: "POST",
            signal: stop.signal,
            headers: { "content-type": "application/json", "x-plimsoll-token": csrf.get() },
            body: JSON.stringify({ text: p.text }),
          });
      request
        .then(async (r) => {
          const body = await r.text();
          if (!r.ok) throw new Problem(r.status, JSON.parse(body || "{}"));
          html.current = body;
          setProblem(null);
          setPage(apart(body, isDark()));
        })
        .catch((e: Error) => e.name !== "AbortError" && setProblem(e instanceof Problem ? e : new Problem(0, {})));
    };
    const timer = setTimeout(ask, page ? 700 : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [p.text, p.id, p.pinned, turn]);

  useEffect(() => {
    if (html.current) setPage(apart(html.current, isDark()));
  }, [theme]);

  const show = (): void => {
    const el = frame.current;
    const doc = el?.contentDocument;
    const view = el?.contentWindow as (Window & typeof globalThis) | null | undefined;
    if (!doc || !view || !page) return;
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync(page.style + MARK);
    doc.adoptedStyleSheets = [sheet];
    doc.documentElement.scrollTop = scrolled.current;
    doc.addEventListener("scroll", () => (scrolled.current = doc.documentElement.scrollTop));
    doc.addEventListener("click", (e) => {
      const target = e.target as Element;
      const link = target.closest("a");
      const to = link?.getAttribute("href") ?? "";
      if (link) {
        e.preventDefault(); /* within the page only: nothing is loaded into the frame */
        if (to.startsWith("#")) doc.getElementById(decodeURIComponent(to.slice(1)))?.scrollIntoView();
      }
      const statement = target.closest(".s");
      if (statement && !to.startsWith("#e-")) pick.current(statement.id.slice(2));
    });
    mark(true);
    p.frame(() => view.print());
  };

  const mark = (move: boolean): void => {
    const doc = frame.current?.contentDocument;
    if (!doc) return;
    doc.querySelectorAll(".in-hand").forEach((el) => el.classList.remove("in-hand"));
    const el = p.here ? doc.getElementById("s-" + p.here) : null;
    el?.classList.add("in-hand");
    if (el && move && !scrolled.current) el.scrollIntoView({ block: "center" });
    else if (el && !move) {
      const box = el.getBoundingClientRect();
      const high = frame.current!.clientHeight;
      if (box.top < 0 || box.bottom > high) el.scrollIntoView({ block: "center" });
    }
  };
  useEffect(() => mark(false), [p.here]);
  useEffect(() => () => p.frame(null), []);

  return (
    <div class="report-preview">
      {problem && <ProblemBox problem={problem} retry={() => setTurn((n) => n + 1)} />}
      {!page && !problem && <Loading of={t("report.preview")} />}
      {page && <iframe ref={frame} title={t("report.preview")} sandbox="allow-same-origin allow-modals" srcdoc={page.markup} onLoad={show} />}
    </div>
  );
}
