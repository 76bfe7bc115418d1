import { type ReactNode, createContext, useCallback, useContext, useEffect, useMemo, useState } from "react";

import { useMe } from "@/kit";

import type { Board, Looked, Spec } from "./data";

/** A job that was started, and what it was started for. */
export interface Asked {
  id: string;
  of: string;
}

/** All that the studio works on. It outlives a reload, not the tab. */
export interface Work {
  text: string;
  price: number | null;
  count: number;
  seed: number;
  /** What a picture showed, where the board is of one. */
  seen: Looked | null;
  board: Board | null;
  likes: Spec[];
  dislikes: Spec[];
  locked: string[];
  spec: Spec | null;
  past: Spec[];
  /** What else the last change changed. */
  told: string[];
  size: string;
  /** Measurements in cm where the garment is for one person. */
  own: Record<string, number> | null;
  jobs: { drape: Asked | null; marker: Asked | null };
}

const EMPTY: Work = {
  text: "", price: null, count: 12, seed: 0, seen: null, board: null, likes: [], dislikes: [], locked: [], spec: null,
  past: [], told: [], size: "", own: null, jobs: { drape: null, marker: null },
};
const MOST_STEPS = 60;

interface Studio {
  work: Work;
  set: (part: Partial<Work>) => void;
  /** Take up a design in the editor. */
  open: (spec: Spec) => void;
  /** Go on to a changed design; `undo` leads back. */
  become: (spec: Spec, told?: string[]) => void;
  undo: () => void;
}

const Place = createContext<Studio | null>(null);

export function StudioProvider({ children }: { children: ReactNode }) {
  const name = `modiste:design:${useMe()?.name ?? ""}`;
  const [work, setWork] = useState<Work>(() => kept(name));
  useEffect(() => keep(name, work), [name, work]);
  const set = useCallback((part: Partial<Work>) => setWork((before) => ({ ...before, ...part })), []);
  const open = useCallback((spec: Spec) => set({ spec, past: [], told: [] }), [set]);
  const become = useCallback(
    (spec: Spec, told: string[] = []) =>
      setWork((before) => ({ ...before, spec, told, past: before.spec ? [...before.past, before.spec].slice(-MOST_STEPS) : [] })),
    [],
  );
  const undo = useCallback(
    () => setWork((before) => ({ ...before, spec: before.past.at(-1) ?? before.spec, past: before.past.slice(0, -1), told: [] })),
    [],
  );
  const studio = useMemo(() => ({ work, set, open, become, undo }), [work, set, open, become, undo]);
  return <Place value={studio}>{children}</Place>;
}

export function useStudio(): Studio {
  const studio = useContext(Place);
  if (!studio) throw new Error("useStudio needs a StudioProvider above it");
  return studio;
}

function kept(name: string): Work {
  try {
    return { ...EMPTY, ...(JSON.parse(sessionStorage.getItem(name) ?? "{}") as Partial<Work>) };
  } catch {
    return EMPTY;
  }
}

function keep(name: string, work: Work): void {
  try {
    sessionStorage.setItem(name, JSON.stringify(work));
  } catch {
    // A full or forbidden store: the work is kept until the page is left.
  }
}
