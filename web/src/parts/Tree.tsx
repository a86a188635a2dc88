/* A nested list that opens on demand: role tree, arrow keys (right opens, left closes or goes up), Home and End.
 *
 *   <Tree label="Support" roots={[node]} />
 *   interface TreeNode { id, line: what stands there, children?: TreeNode[] | (() => Promise<TreeNode[]>), open?: boolean }
 *
 * `children` as a function is asked when the node is first opened; an empty list makes a leaf. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/i18n";
import { Loading, ProblemBox } from "./small";

export interface TreeNode {
  id: string;
  line: ComponentChildren;
  children?: TreeNode[] | (() => Promise<TreeNode[]>);
  open?: boolean;
}

export function Tree(p: { label: string; roots: TreeNode[] }) {
  const ref = useRef<HTMLUListElement>(null);
  const onKeyDown = (e: KeyboardEvent): void => {
    const items = [...(ref.current?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [])];
    const at = items.indexOf((e.target as HTMLElement).closest("[role=treeitem]") as HTMLElement);
    if (at < 0 || (e.target as HTMLElement).getAttribute("role") !== "treeitem") return;
    const item = items[at];
    const twist = item.querySelector<HTMLElement>(":scope > .tree-line > .twist");
    const open = item.getAttribute("aria-expanded") === "true";
    const moves: Record<string, () => void> = {
      ArrowDown: () => items[at + 1]?.focus(),
      ArrowUp: () => items[at - 1]?.focus(),
      Home: () => items[0]?.focus(),
      End: () => items[items.length - 1]?.focus(),
      ArrowRight: () => (open ? items[at + 1]?.focus() : twist?.click()),
      ArrowLeft: () => (open ? twist?.click() : item.parentElement?.closest<HTMLElement>("[role=treeitem]")?.focus()),
      Enter: () => item.querySelector<HTMLElement>(":scope > .tree-line a, :scope > .tree-line button:not(.twist)")?.click(),
    };
    if (!moves[e.key]) return;
    e.preventDefault();
    e.stopPropagation();
    moves[e.key]();
  };
  return (
    <div class="tree">
      <ul role="tree" aria-label={p.label} ref={ref} onKeyDown={onKeyDown}>
        {p.roots.map((node, i) => (
          <Item key={node.id} node={node} first={i === 0} />
        ))}
      </ul>
    </div>
  );
}

function Item(p: { node: TreeNode; first?: boolean }) {
  const given = p.node.children;
  const [open, setOpen] = useState(!!p.node.open);
  const [got, setGot] = useState<TreeNode[] | null>(Array.isArray(given) ? given : null);
  const [problem, setProblem] = useState<Error | null>(null);
  useEffect(() => {
    if (Array.isArray(given)) setGot(given);
  }, [given]);
  useEffect(() => {
    if (open && got === null && typeof given === "function") given().then(setGot, setProblem);
  }, [open]);
  const leaf = !given || (got !== null && got.length === 0);
  return (
    <li role="treeitem" tabIndex={p.first ? 0 : -1} aria-expanded={leaf ? undefined : open}>
      <div class="tree-line">
        {leaf ? (
          <span class="twist" />
        ) : (
          <button type="button" class="twist" tabIndex={-1} aria-label={open ? t("part.fold") : t("part.unfold")} onClick={() => setOpen(!open)}>
            {open ? "▾" : "▸"}
          </button>
        )}
        <div class="grow">{p.node.line}</div>
      </div>
      {open && !leaf && (
        <ul role="group">
          {problem ? <ProblemBox problem={problem} /> : got === null ? <Loading /> : got.map((n) => <Item key={n.id} node={n} />)}
        </ul>
      )}
    </li>
  );
}
