/* The example shop: what a shop's own script does around the kit. */
const find = (id) => document.getElementById(id);
const item = new URLSearchParams(location.search).get("item");
const basket = new Set();

function translate() {
  const zh = document.documentElement.lang.startsWith("zh");
  for (const each of document.querySelectorAll("[data-en]")) {
    each.textContent = zh ? each.dataset.zh : each.dataset.en;
  }
}

async function show() {
  if (!item) return;
  for (const id of ["look", "similar", "for-you"]) {
    find(id).setAttribute("item", item);
    find(id).hidden = false;
  }
  find("title").textContent = item;
  find("product").hidden = false;
  // A real shop knows its own products; this one asks Modiste for title, price and picture.
  const answer = await fetch(`/v1/products/${encodeURIComponent(item)}`).catch(() => null);
  if (!answer?.ok) return;
  const { style } = await answer.json();
  find("title").textContent = style.title ?? item;
  if (style.price) {
    const { minor, currency } = style.price;
    const format = new Intl.NumberFormat(document.documentElement.lang,
      { style: "currency", currency });
    const digits = format.resolvedOptions().maximumFractionDigits;
    find("price").textContent = format.format(minor / 10 ** digits);
  }
  if (style.picture) {
    find("picture").src = `/v1/shop/media/${style.picture}?side=640`;
    find("picture").alt = style.alt ?? "";
  }
}

find("consent").addEventListener("change", (event) => {
  window.modiste.consent(event.target.checked);
  if (event.target.checked && item) window.modiste.seen("view", item);
});
find("language").addEventListener("change", (event) => {
  document.documentElement.lang = event.target.value;
  translate();
  for (const name of ["look", "similar", "for-you"]) find(name).refresh();
});
find("cart").addEventListener("click", () => {
  basket.add(item);
  window.modiste.seen("cart", item);
  find("basket").textContent = document.documentElement.lang.startsWith("zh")
    ? `购物袋中有 ${basket.size} 件` : `${basket.size} in the basket`;
  find("for-you").setAttribute("basket", [...basket].join(" "));
});
document.addEventListener("modiste:failed", () => {
  find("notice").hidden = false;
  translate();
});
document.addEventListener("modiste:shown", () => {
  find("notice").hidden = true;
});
translate();
show();
