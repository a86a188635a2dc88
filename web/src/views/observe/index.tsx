/* View: observe. /observe: what was filed, /observe/KIND: the form of a kind (a witness such as sighting, or source, claim ...),
 * /observe/import: a table. In the address: id (the chosen filing), kind (which filings), filed (what was just filed). */
import { useGet, type List } from "../../app/api";
import { t, tOr, type TextKey } from "../../app/i18n";
import { useKeys } from "../../app/keys";
import { go, href, useRoute } from "../../app/router";
import { Empty, Loading, ProblemBox } from "../../parts";
import { Entry } from "./Entry";
import { FIRST, KINDS, WITNESSES } from "./groups";
import { Import } from "./Import";
import { Recent } from "./Recent";
import type { Filing, Kind } from "./types";

const witness = (id: string): TextKey => `observe.as.${id}` as TextKey;

function Menu(p: { id: string; kinds: Kind[] }) {
  const link = (id: string, label: string, to = `/observe/${id}`) => (
    <li key={id}>
      <a href={href(to)} aria-current={p.id === id ? "page" : undefined}>
        {label}
      </a>
    </li>
  );
  const known = (id: string): boolean => p.kinds.some((k) => k.kind === id);
  return (
    <nav class="observe-menu" aria-label={t("observe.menu")}>
      <ul>{link("", t("observe.recent"), "/observe")}</ul>
      <h2>{t("observe.file")}</h2>
      <ul>{FIRST.map((w) => link(w, t(witness(w))))}</ul>
      <ul>{link("import", t("observe.table"))}</ul>
      <h2>{t("observe.others")}</h2>
      <ul>{WITNESSES.slice(FIRST.length).map((w) => link(w, t(witness(w))))}</ul>
      <h2>{t("observe.kinds")}</h2>
      <ul>{KINDS.filter(known).map((k) => link(k, tOr("observe.kind." + k, k)))}</ul>
    </nav>
  );
}

export default function View(p: { id: string }) {
  const { params } = useRoute();
  const kinds = useGet<List<Kind>>("/api/kinds");
  const sources = useGet<List<Filing>>(p.id === "import" ? "/api/filings" : null, { kind: "source" });
  useKeys({ r: ["observe.key_recent", () => go("/observe")] });
  const items = kinds.data?.items ?? [];
  const markings = (kinds.data?.summary.markings as string[] | undefined) ?? [];
  const isWitness = WITNESSES.includes(p.id);
  const kind = items.find((k) => k.kind === (isWitness || p.id === "import" ? "observation" : p.id));
  const title = !p.id ? t("observe.recent") : p.id === "import" ? t("observe.t_title") : isWitness ? t(witness(p.id)) : tOr("observe.kind." + p.id, p.id);
  const say = FIRST.includes(p.id) ? t(`observe.say.${p.id}` as TextKey) : !p.id ? t("observe.intro") : "";
  const content = () => {
    if (kinds.problem) return <ProblemBox problem={kinds.problem} retry={kinds.reload} />;
    if (!kinds.data) return <Loading of={title} />;
    if (!p.id) return <Recent />;
    if (!kind || kind.by === "text" || (kind.kind === "observation" && !isWitness && p.id !== "import")) return <Empty title={t("observe.unknown")}>{t("observe.none_next")}</Empty>;
    if (p.id === "import") return <Import kind={kind} markings={markings} sources={sources.data?.items ?? []} />;
    return <Entry key={p.id} kind={kind} as={isWitness ? p.id : ""} markings={markings} title={title} />;
  };
  return (
    <div class={"observe" + (p.id ? "" : " lists")}>
      <Menu id={p.id} kinds={items} />
      <div class="observe-main">
        <header>
          <h1>{title}</h1>
          {say && <p class="muted">{say}</p>}
          {(params.get("log") || params.get("known_at")) && p.id && <p class="warn">{t("observe.pinned")}</p>}
        </header>
        {content()}
      </div>
    </div>
  );
}
