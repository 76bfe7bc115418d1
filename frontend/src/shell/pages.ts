import { type ComponentType, lazy } from "react";

import type { IconName } from "@/kit/icons";

/** What a page's `meta.ts` exports by default. */
export interface PageMeta {
  /** Place in the address, without slashes around it. */
  path: string;
  /** Place in the navigation; the smallest is the first page. */
  order: number;
  icon: IconName;
  /** What one must be allowed to see it. */
  scope: string;
  title: { en: string; zh: string };
}

export interface Page extends PageMeta {
  name: string;
  Body: ComponentType;
}

const metas = import.meta.glob<{ default: PageMeta }>("../pages/*/meta.ts", { eager: true });
const bodies = import.meta.glob<{ default: ComponentType }>("../pages/*/page.tsx");

/** Every page that lies in `src/pages`, in the order of the navigation. */
export const pages: Page[] = Object.entries(metas)
  .flatMap(([file, { default: meta }]) => {
    const body = bodies[file.replace(/meta\.ts$/, "page.tsx")];
    return body ? [{ ...meta, name: file.split("/").at(-2) ?? "", Body: lazy(body) }] : [];
  })
  .sort((a, b) => a.order - b.order);
