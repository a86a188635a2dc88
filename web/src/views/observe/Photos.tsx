/* Photographs and files: before anything is kept, what each says of itself and the picture that would be shown. */
import { useState } from "preact/hooks";
import { Problem, send } from "../../app/api";
import { place, size } from "../../app/format";
import { t } from "../../app/i18n";
import { Loading, ProblemBox, toast } from "../../parts";
import type { Look } from "./types";

export const PHOTO_MAX = 64 * 1024 * 1024;

export interface Photo {
  file: File;
  look: Look | null;
  problem: Problem | null;
  item?: string; /* once it is kept */
}

export function Photos(p: { photos: Photo[]; set(change: (photos: Photo[]) => Photo[]): void; onPosition?(text: string): void; onTime?(text: string): void }) {
  const [over, setOver] = useState(false);
  const add = (files: FileList | null | undefined): void => {
    for (const file of files ?? []) {
      if (file.size > PHOTO_MAX) {
        toast(t("observe.photo_large", { name: file.name }), "bad");
        continue;
      }
      p.set((all) => [...all, { file, look: null, problem: null }]);
      const tell = (change: Partial<Photo>): void => p.set((all) => all.map((x) => (x.file === file ? { ...x, ...change } : x)));
      send<Look>("POST", "/api/items/look", file, "application/octet-stream")
        .then((look) => tell({ look }))
        .catch((e: Error) => tell({ problem: e instanceof Problem ? e : new Problem(-1, { detail: e.message }) }));
    }
  };
  return (
    <div class="wide photos">
      {p.photos.map((x) => (
        <figure key={x.file.name + x.file.lastModified} class="photo">
          {x.look?.picture && x.look.shown ? (
            <img src={`data:${x.look.shown};base64,${x.look.picture}`} alt={t("observe.photo_alt", { name: x.file.name })} />
          ) : (
            <span class="photo-none">{x.look ? (x.look.media ?? "?").split("/").pop()?.toUpperCase() : "…"}</span>
          )}
          <figcaption class="stack">
            <div class="row">
              <b class="grow">
                <bdi>{x.file.name}</bdi> <span class="muted small">{size(x.file.size)}</span>
              </b>
              <button type="button" class="quiet small" aria-label={t("observe.photo_remove", { name: x.file.name })} onClick={() => p.set((all) => all.filter((y) => y !== x))}>
                ✕
              </button>
            </div>
            {!x.look && !x.problem && <Loading of={x.file.name} />}
            <ProblemBox problem={x.problem} />
            {x.look && <Said look={x.look} onPosition={p.onPosition} onTime={p.onTime} />}
          </figcaption>
        </figure>
      ))}
      <label
        class={"photo-drop" + (over ? " over" : "")}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          add(e.dataTransfer?.files);
        }}
      >
        <span class="button">{t("observe.photo_add")}</span>
        <span class="muted small">{t("observe.photo_drop")}</span>
        <input
          class="visually-hidden"
          type="file"
          multiple
          name="photo"
          onChange={(e) => {
            add(e.currentTarget.files);
            e.currentTarget.value = "";
          }}
        />
      </label>
    </div>
  );
}

function Said(p: { look: Look; onPosition?(text: string): void; onTime?(text: string): void }) {
  const { exif, shown, words } = p.look;
  const says = !!exif && (!!exif.time || !!exif.camera || exif.lat !== undefined);
  return (
    <>
      {says && (
        <section class="warn-box">
          <h4>{t("observe.photo_says")}</h4>
          <dl class="facts">
            {exif.time && (
              <>
                <dt>{t("observe.photo_taken")}</dt>
                <dd>
                  <span class="mono">{exif.time}</span>{" "}
                  {p.onTime && /[Z+-]\d*:?\d*$/.test(exif.time) && (
                    <button type="button" class="quiet small" onClick={() => p.onTime?.(exif.time)}>
                      {t("observe.photo_use_time")}
                    </button>
                  )}
                </dd>
              </>
            )}
            {exif.lat !== undefined && exif.lon !== undefined && (
              <>
                <dt>{t("observe.photo_at")}</dt>
                <dd>
                  <span class="mono">{place(exif.lat, exif.lon)}</span>{" "}
                  {p.onPosition && (
                    <button type="button" class="quiet small" onClick={() => p.onPosition?.(`${exif.lat}, ${exif.lon}`)}>
                      {t("observe.photo_use")}
                    </button>
                  )}
                </dd>
              </>
            )}
            {exif.camera && (
              <>
                <dt>{t("observe.photo_camera")}</dt>
                <dd>
                  <bdi>{exif.camera}</bdi>
                </dd>
              </>
            )}
          </dl>
          <p class="small">{t("observe.photo_original")}</p>
        </section>
      )}
      <p class="small muted">
        {shown ? (words && words !== "nothing" ? t("observe.photo_remake", { what: words }) : t("observe.photo_nothing")) : t("observe.photo_none")}
        {!shown && words ? ` (${words})` : ""}
      </p>
    </>
  );
}
