// The page on which one tries themes. Made of the page's own elements: policies that allow no inline style or script
// hold here as well.

const settings = document.querySelector("#settings");
const rule = document.querySelector("#rule");
const element = document.querySelector("thuan-form");
const rows = [...settings.querySelectorAll("tbody tr")].map(row);
const ready = sheets();

/** Puts the inputs into a row of the table. */
function row(tr) {
  const head = tr.querySelector("th");
  const text = Object.assign(document.createElement("input"), { type: "text", spellcheck: false });
  const box = document.createElement("div");
  const colour = tr.hasAttribute("data-colour") ? Object.assign(document.createElement("input"), { defaultValue: "#000000", type: "color" }) : undefined;
  for (const input of [colour, text]) {
    input?.setAttribute("aria-labelledby", head.id);
    if (input) box.append(input);
  }
  tr.querySelector("td").append(box);
  colour?.addEventListener("input", () => (text.value = colour.value));
  return { name: head.id, text, colour };
}

/** The ready themes; one at a time is in force. */
function sheets() {
  return [...settings.elements.ready].map(({ value }) => {
    if (!value) return undefined;
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `themes/${value}.css` });
    // What is in force is to be shown in the table.
    link.addEventListener("load", () => {
      link.sheet.disabled = settings.elements.ready.value !== value;
      show();
    });
    document.head.append(link);
    return { value, link };
  });
}

/** From the settings to the element. */
function apply() {
  const { ready: theme, scheme, lang, view } = settings.elements;
  for (const sheet of ready) {
    if (sheet?.link.sheet) sheet.link.sheet.disabled = theme.value !== sheet.value;
  }
  element.setAttribute("theme", scheme.value);
  element.setAttribute("lang", lang.value);
  if (view.value !== (element.getAttribute("view") ?? "")) element.setAttribute("view", view.value);
  for (const { name, text } of rows) {
    if (text.value.trim()) element.style.setProperty(name, text.value);
    else element.style.removeProperty(name);
  }
  show();
}

/** From the element to the table and the rule. */
function show() {
  const computed = getComputedStyle(element);
  for (const { name, text, colour } of rows) {
    text.placeholder = computed.getPropertyValue(name).trim();
    if (colour && text.placeholder) colour.value = hexadecimal(text.placeholder);
  }
  const changed = rows.filter(({ text }) => text.value.trim()).map(({ name, text }) => `  ${name}: ${text.value.trim()};`);
  const { value } = settings.elements.ready;
  const link = value && `<link rel="stylesheet" href="${new URL(`themes/${value}.css`, location)}">\n\n`;
  rule.value = `${link}thuan-form {\n${changed.join("\n")}\n}\n`;
}

/** Any colour as `#rrggbb`, which is all that colour inputs take. */
function hexadecimal(colour) {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  // Which of two colours `light-dark()` is, the scheme says.
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.colorScheme = getComputedStyle(element).colorScheme;
  probe.style.color = colour;
  canvas.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

settings.addEventListener("input", apply);
settings.addEventListener("reset", () => setTimeout(apply));
settings.addEventListener("submit", (event) => event.preventDefault());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
element.addEventListener("thuan:ready", show);
rule.addEventListener("focus", () => rule.select());
apply();
