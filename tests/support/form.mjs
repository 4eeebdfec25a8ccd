// The form as a person meets it: by labels and names, inside the element's shadow root.

/** Viettel's public data, as people would type it. */
export const VIETTEL = {
  company_name: "Tập đoàn Công nghiệp - Viễn thông Quân đội",
  tax_code: "0100109106",
  address: "Lô D26, Khu đô thị mới Cầu Giấy\nPhường Yên Hòa, Hà Nội",
  contact_name: "Nguyễn Thị Bích Ngọc",
  email: "lienhe@viettel.example.vn",
  phone: "(024) 3934 3137",
};

export function formOn(page) {
  const form = page.locator("thuan-form");
  const input = (name) => form.locator(`[name="${name}"]`);
  return {
    form,
    input,
    /** Waits until the widget has taken over from the loader, or from what the page came with. */
    ready: () => form.locator("form:not(:has(.fallback))").waitFor(),
    fill: async (values) => {
      for (const [name, value] of Object.entries(values)) await input(name).fill(value);
    },
    tick: (name) => input(name).check(),
    send: () => form.locator("button[type=submit]").click(),
    summary: form.locator("#error-summary"),
    status: form.getByRole("status"),
    error: (name) => form.locator(`#${name}-error`),
    done: form.locator("#done"),
    /** The id of what has focus inside the shadow root. */
    focused: () => page.evaluate(() => document.querySelector("thuan-form").shadowRoot.activeElement?.id ?? null),
    /** Waits until this has the focus: what has just come gets it with the next frame that is drawn, and not before. */
    focus: (id) => form.locator(`#${id}:focus`).waitFor(),
  };
}
