// The themes and schemes of the page with every kind of field.

const settings = document.querySelector("#settings");
const theme = document.head.appendChild(Object.assign(document.createElement("link"), { rel: "stylesheet" }));

function apply() {
  const { ready, scheme } = settings.elements;
  theme.disabled = !ready.value;
  if (ready.value) theme.href = `themes/${ready.value}.css`;
  for (const form of document.querySelectorAll("thuan-form")) form.setAttribute("theme", scheme.value);
}

settings.addEventListener("input", apply);
apply();
