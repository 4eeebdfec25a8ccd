// How well what is drawn can be told apart: contrast ratios of WCAG 2.2, section 1.4, from what the browser computed and
// painted, not from what a style sheet asked for.

/** Success criterion 1.4.3, for text of any size; 1.4.11, for what is no text. */
const TEXT = 4.5;
const COMPONENT = 3;

/** Runs in a page: gives it `contrast` of two colours, each red, green, blue from 0 to 255 (WCAG 2.2, "contrast ratio"). */
function arithmetic() {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  window.contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
}

/** Everything in the element that has less contrast than it must, in words; and how much was looked at. */
export async function measure(page, state) {
  await page.evaluate(arithmetic);
  const found = await page.locator("thuan-form").evaluate(inPage);
  const needed = { text: TEXT, component: COMPONENT };
  const low = found.filter(({ kind, ratio }) => !(ratio >= needed[kind]));
  return { looked: found.length, low: low.map(({ kind, ratio, what }) => `${state}: ${kind} ${ratio.toFixed(2)}: ${what}`) };
}

/** Runs in a page: the ratio of each text, and of each edge by which a component is known. */
function inPage(host) {
  /** Red, green, blue, opacity; the first three from 0 to 255. */
  const parse = (colour) => {
    const numbers = colour.match(/-?[\d.]+(e-?\d+)?/g).map(Number);
    const scale = colour.startsWith("color(srgb") ? 255 : 1;
    if (scale === 1 && !colour.startsWith("rgb")) throw new Error(`cannot read ${colour}`);
    return [...numbers.slice(0, 3).map((number) => number * scale), numbers[3] ?? 1];
  };
  const over = ([red, green, blue, opacity], below) =>
    [red, green, blue].map((part, at) => part * opacity + below[at] * (1 - opacity));
  const above = (element) => element.parentElement ?? element.getRootNode().host;
  /** What is behind the contents of an element. */
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const style = getComputedStyle(element);
    if (style.opacity !== "1" || style.backgroundImage !== "none") throw new Error(`cannot judge ${element.outerHTML}`);
    const own = parse(style.backgroundColor);
    return own[3] === 1 ? own.slice(0, 3) : over(own, ground(above(element)));
  };
  const found = [];
  const note = (kind, colour, behind, what) =>
    found.push({ kind, ratio: contrast(over(parse(colour), behind), behind), what: what.trim().slice(0, 90) });

  const root = host.shadowRoot;
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    const words = texts.currentNode.data.trim();
    if (words && parent.checkVisibility() && parent.tagName !== "STYLE") note("text", getComputedStyle(parent).color, ground(parent), words);
  }
  for (const element of root.querySelectorAll("*")) {
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const behind = ground(above(element));
    const edge = (side, what) => {
      if (style[`border${side}Style`] !== "none") note("component", style[`border${side}Color`], behind, `${what} ${element.outerHTML}`);
    };
    if (element.matches("input:not([type=checkbox], [type=file]), textarea")) {
      note("text", style.color, ground(element), `typed into ${element.name}`);
      note("component", style.borderTopColor, behind, `edge of ${element.name}`);
      note("component", style.borderTopColor, ground(element), `inner edge of ${element.name}`);
    } else if (element.matches("button:not(.language)")) {
      const filled = parse(style.backgroundColor)[3] > 0 && element.ariaDisabled !== "true";
      note("component", filled ? style.backgroundColor : style.borderTopColor, behind, `button ${element.textContent}`);
    } else if (element.matches(".wrong, .summary, .status, .notice, .done h2, .banner.good, .banner.bad, .drop")) {
      edge("Left", "bar of");
    }
  }
  return found;
}

/** Runs in a page: gives it `decode`, from a picture in base64 to its points. */
function decoder() {
  window.decode = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const { width, height, ...image } = await paint(await createImageBitmap(new Blob([bytes])));
    const at = (x, y) => [...image.data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)];
    return { width, height, at };
  };
  const paint = (image) => {
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    return { width: image.width, height: image.height, data };
  };
}

/** Looks at pictures, in a page of its own. */
export async function openEye(browser) {
  const page = await browser.newPage();
  await page.evaluate(arithmetic);
  await page.evaluate(decoder);
  const base64 = (picture) => picture.toString("base64");
  return {
    /** The colour of one point. */
    colour: (picture, x, y) =>
      page.evaluate(async ([picture, x, y]) => (await decode(picture)).at(x, y), [base64(picture), x, y]),
    /**
     * How thick, in pixels, what appears around an element is where it has three to one against what was there before
     * (as success criterion 2.4.13 asks), at the thinnest of its four sides. The pictures have a margin.
     */
    ring: (without, focused, margin) =>
      page.evaluate(
        async ([without, focused, margin]) => {
          const [before, after] = await Promise.all([decode(without), decode(focused)]);
          const { width, height } = before;
          const [x, y] = [Math.floor(width / 2), Math.floor(height / 2)];
          const sides = [(at) => [at, y], (at) => [width - 1 - at, y], (at) => [x, at], (at) => [x, height - 1 - at]];
          const changed = (point) => contrast(before.at(...point), after.at(...point)) >= 3;
          return Math.min(...sides.map((side) => Array.from({ length: margin }, (_, at) => side(at)).filter(changed).length));
        },
        [base64(without), base64(focused), margin],
      ),
    /** A box: how its edge or filling stands out from around it, and the tick from the filling. The picture has a margin. */
    box: (picture, margin) =>
      page.evaluate(
        async ([picture, margin]) => {
          const { width, height, at } = await decode(picture);
          const span = (from, to) => Array.from({ length: to - from }, (_, step) => from + step);
          // A row that the tick does not reach, from outside to a little inside.
          const row = span(0, margin + 5).map((x) => at(x, margin + 5));
          const inside = span(margin + 5, width - margin - 5).flatMap((x) => span(margin + 5, height - margin - 5).map((y) => at(x, y)));
          const best = (points, colour) => Math.max(...points.map((point) => contrast(point, colour)));
          return { edge: best(row, at(0, 0)), tick: best(inside, row.at(-1)) };
        },
        [base64(picture), margin],
      ),
  };
}
