import type { PageMeta } from "@/shell/pages";

export default {
  path: "products",
  order: 50,
  icon: "hanger",
  scope: "products:read",
  title: { en: "Products", zh: "商品" },
} satisfies PageMeta;
