/* A value that components can watch: get, set, subscribe; useStore() in a component renders it again when it changes.
 * One for each thing that the whole page shares (session, language, theme, route); everything else is local state. */
import { useEffect, useState } from "preact/hooks";

export interface Store<T> {
  get(): T;
  set(value: T): void;
  subscribe(fn: (value: T) => void): () => void;
}

export function store<T>(first: T): Store<T> {
  let value = first;
  const watchers = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const fn of [...watchers]) fn(value);
    },
    subscribe(fn) {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}

export function useStore<T>(s: Store<T>): T {
  const [value, setValue] = useState(() => s.get());
  useEffect(() => {
    setValue(() => s.get());
    return s.subscribe((next) => setValue(() => next));
  }, [s]);
  return value;
}
