// The switch between languages on a hosted page. Its links lead to the form in the other language, and lose what was
// typed; here they change the language in place, and nothing is lost.

const form = /** @type {HTMLElement | null} */ (document.querySelector("thuan-form[hosted]"));
const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("nav.languages a"));

/** Colours alone: what moves nothing when it comes. */
const sheet = new CSSStyleSheet();
sheet.replaceSync("nav.languages { background: Canvas; color: CanvasText } nav.languages a { color: inherit } nav.languages [aria-current] { text-decoration: none }");
document.adoptedStyleSheets.push(sheet);

/** Marks the language that is wished for, whoever has wished it. */
function mark() {
  for (const link of links) {
    const current = link.hreflang === (form?.lang || document.documentElement.lang);
    if (current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    // In another tab or window, the link is right. Where no form has started, nothing would change.
    if (!form?.matches(":defined") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.lang = document.documentElement.lang = link.hreflang;
    document.title = link.dataset.title ?? document.title;
  });
}
if (form) new MutationObserver(mark).observe(form, { attributeFilter: ["lang"] });
