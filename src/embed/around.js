// The page's own <form> that an element stands in: with what it sends goes the name of the record, and nothing else.
//
// By the events of that form, and not as a form-associated element: of those, browsers take the attribute `form` for the
// id of another form that they belong to, and here it is the address of the definition. They would belong to none.

// From here, since fields of a form hide what it has by their names.
const { addEventListener, removeEventListener } = EventTarget.prototype;

/** @param {HTMLElement} element */
export function around(element) {
  /** @type {HTMLFormElement | null} */
  let form = null;
  let sent = "";

  /** @param {any} event */
  const follow = (event) => {
    const name = element.getAttribute("name");
    if (event.target !== form) return;
    if (event.type === "formdata") sent && name && event.formData.append(name, sent);
    // Later, since who is asked after this may yet prevent it.
    else setTimeout(() => event.defaultPrevented || forget());
  };
  const forget = () => (sent = "");
  const each = (/** @type {Function} */ act) => form && ["formdata", "reset"].forEach((type) => act.call(form, type, follow));

  for (const type of /** @type {const} */ (["thuan:submitted", "thuan:withdrawn"])) {
    element.addEventListener(type, ({ detail }) => (sent = detail.record_id));
  }
  return {
    enter() {
      form = element.closest("form");
      each(addEventListener);
    },
    leave() {
      each(removeEventListener);
      form = null;
    },
    /** What was sent belongs to a form that is begun anew. */
    forget,
  };
}
