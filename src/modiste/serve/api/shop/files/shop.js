/* Modiste's storefront kit: "for you", "similar" and "complete the look" for any shop page.
 *
 *   <script type="module" src="https://your-modiste/shop.js" data-key="KEY"></script>
 *   <modiste-for-you></modiste-for-you>
 *   <modiste-similar item="STYLE"></modiste-similar>
 *   <modiste-look item="STYLE"></modiste-look>
 *
 * What stands inside an element is shown until its list is there, and stays when the server is down.
 * Nothing of the visitor is kept or sent before modiste.consent(true), or data-consent="true".
 */
const tag = [...document.scripts].find((s) => s.src === import.meta.url);
const data = tag?.dataset ?? {};
const server = new URL(data.server || ".", import.meta.url).href.replace(/\/$/, "");
const state = { key: data.key, token: data.token, consent: data.consent === "true" };
const elements = new Set();
const TIMEOUT = 4000;
const SESSION = "modiste-session";

const WORDS = {
  en: {
    "for-you": "For you", similar: "More like this", look: "Complete the look",
    was: "was", now: "now",
  },
  zh: { "for-you": "猜你喜欢", similar: "相似单品", look: "搭配推荐", was: "原价", now: "现价" },
};

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:block;font:var(--modiste-font,inherit);color:var(--modiste-colour,inherit)}
:host([hidden]){display:none}
h2{font-family:var(--modiste-heading-family,inherit);font-size:var(--modiste-heading-size,1.25em);
font-weight:600;line-height:1.3;margin:0 0 .75em}
ul{display:grid;gap:var(--modiste-gap,1rem);list-style:none;margin:0;padding:0;
grid-template-columns:repeat(auto-fill,minmax(min(var(--modiste-column,10rem),45%),1fr))}
a{display:block;color:inherit;text-decoration:none;border-radius:var(--modiste-radius,4px)}
a:focus-visible{outline:2px solid var(--modiste-accent,currentColor);outline-offset:3px}
a:hover .title{text-decoration:underline}
.picture{display:block;aspect-ratio:var(--modiste-ratio,4/5);background:var(--modiste-ground,#f4f2ee);
border-radius:var(--modiste-radius,4px);overflow:hidden}
img{width:100%;height:100%;object-fit:cover;display:block}
.title,.price,.reason{display:block;margin-top:.4em}
.price{font-variant-numeric:tabular-nums}
s{color:var(--modiste-muted,#5f5f5f);margin-inline-end:.5em}
p.reason{margin:0 0 .75em}
.reason{font-size:.85em;color:var(--modiste-muted,#5f5f5f)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`);

const random = () => crypto.randomUUID?.() ??
  [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** The visit's own id, made only after consent and gone with the tab. */
function session() {
  if (!state.consent) return null;
  try {
    let id = sessionStorage.getItem(SESSION);
    if (!id) sessionStorage.setItem(SESSION, (id = random()));
    return id;
  } catch {
    return (state.session ??= random());
  }
}

async function ask(path, body, keepalive = false) {
  const headers = { "Content-Type": "application/json" };
  if (state.key) headers.Authorization = `Bearer ${state.key}`;
  const visitor = state.consent
    ? { consent: true, session: session(), token: state.token ?? null }
    : { consent: false };
  const answer = await fetch(`${server}/v1/shop/${path}`, {
    method: "POST", headers, keepalive, body: JSON.stringify({ ...visitor, ...body }),
    credentials: state.key ? "omit" : "same-origin",
    signal: keepalive ? undefined : AbortSignal.timeout(TIMEOUT),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

let queue = [];
let timer = 0;
/** Note what the visitor did: view, list, select, like, cart, uncart or checkout. */
function seen(kind, item, more = {}) {
  if (!state.consent || !item) return;
  queue.push({ kind, item, id: random(), at: new Date().toISOString(), ...more });
  if (queue.length >= 50) flush();
  else timer ||= setTimeout(flush, 1000);
}
function flush() {
  clearTimeout(timer);
  timer = 0;
  const events = queue.splice(0, 50);
  if (events.length && state.consent) ask("events", { events }, true).catch(() => {});
  if (queue.length) flush();
}
addEventListener("pagehide", flush);

function money(amount, language) {
  const format = new Intl.NumberFormat(language, { style: "currency", currency: amount.currency });
  return format.format(amount.minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value != null) made.setAttribute(key, value);
  }
  made.append(...children.filter((each) => each != null));
  return made;
}

class List extends HTMLElement {
  static observedAttributes = ["item", "k", "occasion", "lang", "heading", "basket"];
  #turn = 0;
  #near = false;
  #watch;

  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      root.append(make("slot"));
    }
    elements.add(this);
    this.#watch = new IntersectionObserver(([entry]) => {
      if (!entry.isIntersecting) return;
      this.#near = true;
      this.#watch.disconnect();
      this.refresh();
    }, { rootMargin: "400px" });
    this.#watch.observe(this);
  }
  disconnectedCallback() {
    elements.delete(this);
    this.#watch?.disconnect();
  }
  attributeChangedCallback() {
    if (this.#near) this.refresh();
  }
  get language() {
    const said = this.closest("[lang]")?.lang || document.documentElement.lang || "en";
    return said.toLowerCase().startsWith("zh") ? "zh" : "en";
  }
  /** Ask anew. A list that cannot be had leaves what stands there. */
  async refresh() {
    const turn = ++this.#turn;
    const item = this.getAttribute("item");
    if (!item && this.kind !== "for-you") return;
    const k = Math.min(48, Math.max(1, Number(this.getAttribute("k")) || 8));
    const body = { kind: this.kind, item, k, language: this.language };
    if (this.hasAttribute("occasion")) body.occasion = this.getAttribute("occasion");
    if (state.consent && this.hasAttribute("basket")) {
      body.basket = this.getAttribute("basket").split(/[\s,]+/).filter(Boolean).slice(0, 50);
    }
    try {
      const found = await ask("recommend", body);
      if (turn === this.#turn) this.#draw(found);
    } catch (error) {
      this.dispatchEvent(new CustomEvent("modiste:failed", { detail: error, bubbles: true }));
    }
  }
  #draw({ items, personal, reason }) {
    if (!items.length) return;
    const language = this.language;
    const words = WORDS[language];
    const heading = make("h2", { id: "h", part: "heading" },
      this.getAttribute("heading") ?? words[this.kind]);
    const cards = items.map((each, n) => this.#card(each, n + 1, words, language));
    this.shadowRoot.replaceChildren(
      make("section", { "aria-labelledby": "h", lang: language === "zh" ? "zh-CN" : "en" },
        heading, reason && make("p", { class: "reason", part: "why" }, reason), make("ul", { part: "list", role: "list" }, ...cards)),
    );
    this.dispatchEvent(new CustomEvent("modiste:shown",
      { detail: { kind: this.kind, personal, items }, bubbles: true }));
    items.forEach((each, n) => seen("list", each.product_id, { position: n + 1 }));
  }
  #card(each, position, words, language) {
    const title = each.colour && !each.title.toLowerCase().includes(each.colour.toLowerCase())
      ? `${each.title}, ${each.colour}` : each.title;
    const source = each.picture && `${server}${each.picture}`;
    const picture = source && make("img", {
      src: `${source}?side=320`, srcset: `${source}?side=320 320w, ${source}?side=640 640w`,
      sizes: "(min-width: 40rem) 14rem, 45vw", alt: "", loading: "lazy", decoding: "async",
    });
    const price = each.price && make("span", { class: "price", part: "price" },
      each.full_price && make("span", {},
        make("span", { class: "hidden" }, `${words.was} `),
        make("s", {}, money(each.full_price, language)),
        make("span", { class: "hidden" }, `, ${words.now} `)),
      money(each.price, language));
    const template = this.getAttribute("link") ?? data.link;
    const href = template ? template.replace("{id}", encodeURIComponent(each.product_id)) : each.url;
    const safe = href && /^(https?:|\/|\.|[^:]*$)/i.test(href) ? href : null;
    const link = make("a", { href: safe, part: "item" },
      make("span", { class: "picture", part: "picture" }, picture),
      make("span", { class: "title", part: "title" }, title), price,
      each.reason && make("span", { class: "reason", part: "reason" }, each.reason));
    link.addEventListener("click", () => seen("select", each.variant_id ?? each.product_id, { position }));
    return make("li", {}, link);
  }
}

for (const kind of ["for-you", "similar", "look"]) {
  const name = `modiste-${kind}`;
  if (customElements.get(name)) continue;
  customElements.define(name, class extends List {
    kind = kind;
  });
}

/** Say whether the visitor agreed; lists are asked for anew. Without consent the visit is forgotten. */
function consent(agreed) {
  state.consent = agreed === true;
  if (!state.consent) {
    queue = [];
    delete state.session;
    try { sessionStorage.removeItem(SESSION); } catch { /* nothing is kept there then */ }
  } else if (data.view) seen("view", data.view);
  for (const each of elements) each.refresh();
}
/** Say who signed in, by a token of POST /v1/shop/tokens; null signs out. */
function customer(token) {
  state.token = token ?? undefined;
  for (const each of elements) each.refresh();
}
if (data.view) seen("view", data.view);

window.modiste = Object.freeze({ consent, customer, seen, flush });
export { consent, customer, flush, seen };
