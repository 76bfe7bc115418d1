// Sets the theme and language before anything is painted, so that no page flashes.
(function () {
  var root = document.documentElement;
  try {
    var kept = localStorage.getItem("mantine-color-scheme-value");
    var dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
    root.lang = localStorage.getItem("modiste.language") || root.lang;
  } catch (error) {
    root.setAttribute("data-mantine-color-scheme", "light");
  }
})();
