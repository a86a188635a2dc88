/* What stands round every view: skip link, navigation, search over everything, language, theme, who reads, the banner
 * "lead, not a finding" (and EXERCISE, and the pinned state), the overlay of keys. */
import { Component, type ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog, Empty, Loading, ProblemBox, Toasts, toast } from "../parts";
import { Name } from "../parts/small";
import { VIEWS } from "../views";
import { get, withheld, type List } from "./api";
import { activeKeys, useKeys, type KeyMap } from "./keys";
import { setLanguage, t, tOr, useLanguage } from "./i18n";
import { format, go, href, route, useRoute } from "./router";
import { refresh, unknown, useSession } from "./session";
import { SignedIn, SignIn } from "./SignIn";
import { liveState, startLive } from "./live";
import { useStore } from "./store";
import { setTheme, theme, type Theme } from "./theme";

const focusSearch = (): void => document.querySelector<HTMLInputElement>(".shell-search input")?.focus();
const THEMES: Theme[] = ["system", "light", "dark"];

export function Shell() {
  const { view: id, id: sub } = useRoute();
  const lang = useLanguage();
  const session = useSession();
  const [keys, setKeys] = useState(false);
  const view = VIEWS.find((v) => v.id === id && !(v.single && sub));
  const nextTheme = (): void => setTheme(THEMES[(THEMES.indexOf(theme.get()) + 1) % THEMES.length]);
  const map: KeyMap = {
    "?": ["key.help", () => setKeys(true)],
    "/": ["key.search", focusSearch],
    Escape: ["key.close", () => undefined],
    "g t": ["key.theme", nextTheme],
    "g l": ["key.language", () => setLanguage(lang === "en" ? "ko" : "en")],
  };
  for (const v of VIEWS) map["g " + v.key] = [v.go, () => go("/" + v.id)];
  useKeys(map, true);
  useEffect(() => {
    document.title = (view ? t(view.label) : t("shell.not_found")) + (view && sub ? ` ${sub}` : "") + " · Plimsoll";
  }, [view, sub, lang]);
  /* Another person sees everything anew; whoever is there at the start is no other person. */
  const who = useRef({ name: session?.name, turn: 0 });
  if (session && session.name !== who.current.name) who.current = { name: session.name, turn: who.current.turn + (who.current.name === undefined ? 0 : 1) };
  const out = !!session?.accounts && session.role === "nobody";
  useEffect(() => {
    if (session && !out) startLive();
  }, [session?.name, out]);
  return (
    <div class="shell" key={lang}>
      <a
        class="skip"
        href="#main"
        onClick={(e) => {
          e.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {t("shell.skip")}
      </a>
      <header class="shell-top">
        <a class="shell-name" href={href("/watch")}>
          <Mark /> Plimsoll
        </a>
        <nav class="shell-nav" aria-label={t("shell.views")}>
          {VIEWS.map((v) => (
            <a key={v.id} href={href("/" + v.id)} aria-current={v.id === id ? "page" : undefined}>
              {t(v.label)}
            </a>
          ))}
        </nav>
        <Search />
        <Live />
        <button type="button" class="quiet" title={t("shell.pin_why")} onClick={pin}>
          {t("shell.pin")}
        </button>
        <button type="button" class="quiet" onClick={() => setLanguage(lang === "en" ? "ko" : "en")} lang={lang === "en" ? "ko" : "en"}>
          {t("shell.language")}
        </button>
        <ThemeChoice />
        <button type="button" class="quiet" onClick={() => setKeys(true)} aria-label={t("shell.keys")} title={t("shell.keys")}>
          ?
        </button>
        <SignedIn />
      </header>
      <Banner />
      {session ? (
        <main class="shell-main" id="main" tabIndex={-1} aria-label={view ? t(view.label) : undefined}>
          {out ? <SignIn /> : <Guard key={id + who.current.turn}>{view ? <view.component id={sub} /> : <NoView />}</Guard>}
        </main>
      ) : (
        <NobodyYet />
      )}
      <Dialog title={t("shell.keys")} open={keys} close={() => setKeys(false)}>
        <Keys />
      </Dialog>
      <Toasts />
    </div>
  );
}

/* No view before it is known who reads: it would not say whether the case is an exercise, nor up to which marking it is shown, and
 * would ignore the keys of what this person may do. */
function NobodyYet() {
  const problem = useStore(unknown);
  return (
    <div class="shell-main">
      <div class="page">{problem ? <ProblemBox problem={problem} retry={() => void refresh().catch(() => undefined)} /> : <Loading />}</div>
    </div>
  );
}

async function pin(): Promise<void> {
  const s = await refresh().catch(() => null);
  const now = route.get();
  const params = new URLSearchParams(now.params);
  if (s && !params.has("log")) params.set("log", String(s.log_size));
  const address = location.origin + format({ ...now, params });
  const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
  toast(copied ? t("shell.pinned_done") : address);
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <circle cx="16" cy="16" r="10" fill="none" stroke="currentColor" stroke-width="2.6" />
      <path d="M1 16h30" stroke="currentColor" stroke-width="2.6" />
    </svg>
  );
}

function Live() {
  return useStore(liveState) === "live" ? <span class="tag good">{t("shell.live")}</span> : null;
}

function ThemeChoice() {
  const now = useStore(theme);
  return (
    <select aria-label={t("shell.theme")} value={now} onChange={(e) => setTheme(e.currentTarget.value as Theme)}>
      <option value="system">{t("shell.theme_system")}</option>
      <option value="light">{t("shell.theme_light")}</option>
      <option value="dark">{t("shell.theme_dark")}</option>
    </select>
  );
}

function Banner() {
  const session = useSession();
  const { params } = useRoute();
  const hidden = useStore(withheld);
  const log = params.get("log");
  const known = params.get("known_at");
  return (
    <div class="shell-lead" role="region" aria-label={t("shell.lead")}>
      {session?.exercise && (
        <span class="shell-exercise" title={t("shell.exercise_why")}>
          {t("shell.exercise")}
        </span>
      )}
      <b class="nowrap">{t("shell.lead")}</b>
      <span class="grow">{t("shell.lead_why")}</span>
      {hidden && (
        <span class="nowrap warn shell-withheld" title={t("part.withheld", { marking: hidden })}>
          {t("shell.withheld", { marking: hidden })}
        </span>
      )}
      {(log || known) && (
        <span class="nowrap">
          {log ? t("shell.pinned", { n: log }) : t("shell.pinned_time", { time: known ?? "" })}{" "}
          <button
            type="button"
            class="quiet small"
            onClick={() => {
              const p = new URLSearchParams(route.get().params);
              p.delete("log");
              p.delete("known_at");
              location.assign(format({ ...route.get(), params: p }));
            }}
          >
            {t("shell.unpin")}
          </button>
        </span>
      )}
    </div>
  );
}

/* Found things of GET /api/search: {kind, id, title, detail?, href?, lang?}. */
interface Hit {
  kind: string;
  id: string;
  title: string;
  detail?: string;
  href?: string;
  lang?: string;
}

function Search() {
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[] | null>(null);
  const [at, setAt] = useState(0);
  const hidden = useStore(withheld);
  const timer = useRef(0);
  const ask = (q: string): void => {
    clearTimeout(timer.current);
    if (q.trim().length < 2) return setHits(null);
    timer.current = window.setTimeout(() => {
      get<List<Hit>>("/api/search", { q: q.trim(), limit: 12 })
        .then((list) => {
          setHits(list.items);
          setAt(0);
        })
        .catch(() => setHits([]));
    }, 150);
  };
  const close = (): void => setHits(null);
  const target = (h: Hit): string => h.href ?? (h.kind === "vessel" ? `/vessel/${h.id}` : h.kind === "event" ? `/watch?event=${h.id}` : `/evidence/${h.id}`);
  const open = (h: Hit | undefined): void => {
    const q = text.trim();
    if (!h && !q) return;
    close();
    setText("");
    go(h ? target(h) : (hits?.length ? "/work?tab=search&q=" : "/screen?q=") + encodeURIComponent(q));
    document.getElementById("main")?.focus();
  };
  return (
    <div class="shell-search" role="search">
      <input
        type="text"
        role="combobox"
        aria-expanded={hits !== null}
        aria-controls="shell-found"
        aria-autocomplete="list"
        aria-activedescendant={hits?.length ? `shell-hit-${at}` : undefined}
        aria-label={t("shell.search")}
        placeholder={t("shell.search")}
        value={text}
        onInput={(e) => {
          setText(e.currentTarget.value);
          ask(e.currentTarget.value);
        }}
        onBlur={() => setTimeout(close, 200)}
        onKeyDown={(e) => {
          if (e.key === "Escape") {
            close();
            document.getElementById("main")?.focus();
          } else if (e.key === "ArrowDown" || e.key === "ArrowUp") {
            e.preventDefault();
            setAt((n) => Math.max(0, Math.min(hits?.length ?? 0, n + (e.key === "ArrowDown" ? 1 : -1))));
          } else if (e.key === "Enter") {
            const digits = text.trim();
            if (!hits?.length && /^\d{7}$|^\d{9}$/.test(digits)) go(`/vessel/${digits.length === 7 ? "IMO" : ""}${digits}`);
            else open(hits?.[at]);
          }
        }}
      />
      {hits !== null && (
        <div class="shell-found" id="shell-found" role="listbox" aria-label={t("shell.search")}>
          {hits.map((h, i) => (
            <div key={h.kind + h.id} id={`shell-hit-${i}`} role="option" aria-selected={i === at} onMouseDown={() => open(h)}>
              <span class="tag">{tOr("work.kind_" + h.kind, h.kind)}</span> <Name text={h.kind === "event" ? tOr("event." + h.title, h.title) : h.title} lang={h.lang} /> <span class="muted small">{h.detail}</span>
            </div>
          ))}
          {hits.length > 0 && (
            <div id={`shell-hit-${hits.length}`} role="option" aria-selected={at === hits.length} onMouseDown={() => open(undefined)}>
              {t("work.all_hits", { q: text.trim() })}
            </div>
          )}
          {!hits.length && (
            <div role="option" aria-selected="true" onMouseDown={() => open(undefined)}>
              {t(hidden ? "shell.search_none_seen" : "shell.search_none")} <b>{t("shell.search_screen", { q: text.trim() })}</b>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function Keys() {
  const rows: [string, string][] = activeKeys().map(([key, what]) => [key, t(what)]);
  rows.push(["j k Enter /", t("key.of_table")], ["← → ↑ ↓ + −", t("key.of_map")], ["← →", t("key.of_time")], ["→ ←", t("key.of_tree")]);
  return (
    <div class="keys">
      {rows.map(([key, what]) => (
        <>
          <span class="nowrap">
            {key.split(" ").map((k) => (
              <>
                <kbd>{k}</kbd>{" "}
              </>
            ))}
          </span>
          <span>{what}</span>
        </>
      ))}
    </div>
  );
}

function NoView() {
  return (
    <div class="page">
      <Empty asks title={t("shell.not_found")}>
        <a href={href("/watch")}>{t("shell.to_watch")}</a>
      </Empty>
    </div>
  );
}

/* A view that throws leaves the rest standing. */
class Guard extends Component<{ children: ComponentChildren }, { error: Error | null }> {
  override state = { error: null as Error | null };
  static override getDerivedStateFromError(error: Error) {
    return { error };
  }
  render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="page">
        <div class="problem" role="alert">
          <h2>{t("shell.broken")}</h2>
          <p>{t("shell.broken_next")}</p>
          <pre>{String(error.stack ?? error)}</pre>
        </div>
      </div>
    );
  }
}
