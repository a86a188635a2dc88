/* A modal dialog (the browser's own <dialog>: focus stays inside, Escape closes), and toast().
 *
 *   <Dialog title="..." open={open} close={() => setOpen(false)}>...</Dialog>
 *   toast("Saved"); toast("Refused: ...", "bad") */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../app/i18n";
import { store, useStore } from "../app/store";

export function Dialog(p: { title: string; open: boolean; close(): void; children: ComponentChildren }) {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const el = ref.current;
    if (!el) return;
    if (p.open && !el.open) el.showModal();
    if (!p.open && el.open) el.close();
  }, [p.open]);
  return (
    <dialog ref={ref} aria-label={p.title} onClose={p.close} onClick={(e) => e.target === ref.current && p.close()}>
      {p.open && (
        <>
          <div class="dialog-head">
            <h2>{p.title}</h2>
            <button type="button" class="quiet" onClick={p.close} aria-label={t("part.close")}>
              ✕
            </button>
          </div>
          <div class="dialog-body">{p.children}</div>
        </>
      )}
    </dialog>
  );
}

const toasts = store<{ id: number; text: string; tone: string }[]>([]);

export function toast(text: string, tone: "" | "bad" = ""): void {
  const id = Date.now() + Math.random();
  toasts.set([...toasts.get(), { id, text, tone }]);
  setTimeout(() => toasts.set(toasts.get().filter((x) => x.id !== id)), tone ? 8000 : 3500);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {useStore(toasts).map((x) => (
        <div key={x.id} class={"toast " + x.tone}>
          {x.text}
        </div>
      ))}
    </div>
  );
}
