import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple, type VariantColorsResolver } from "@mantine/core";

/** Ten shades of the one accent; which of them is seen is set in `styles/tokens.css`. */
const accent: MantineColorsTuple = [
  "#f8eff5", "#eedbe7", "#dda3c8", "#cc80b2", "#b9609c",
  "#a04a85", "#873a6f", "#6b2c57", "#552246", "#3e1833",
];

/** What is filled takes the tokens, which keep the contrast of its text in both themes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const colour = input.color ?? "accent";
  if (input.variant !== "filled" || (colour !== "accent" && colour !== "red")) return usual;
  const token = colour === "accent" ? "var(--accent)" : "var(--bad)";
  return { ...usual, background: token, hover: `color-mix(in srgb, ${token} 88%, var(--ink))`, color: "var(--on-accent)" };
};

export const theme = createTheme({
  colors: { accent },
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 2 },
  autoContrast: true,
  fontFamily: "var(--font-text)",
  headings: {
    fontFamily: "var(--font-title)",
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.7rem", lineHeight: "1.2" },
      h2: { fontSize: "1.25rem", lineHeight: "1.3" },
      h3: { fontSize: "1.05rem", lineHeight: "1.35" },
    },
  },
  defaultRadius: "sm",
  cursorType: "pointer",
  variantColorResolver,
});
