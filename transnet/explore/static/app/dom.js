// Elements from plain values. Text only ever enters as text, so no name can become markup, and
// colours are set on an element's style object, which the page's strict policy allows.

const SVG = "http://www.w3.org/2000/svg";

/** Return an element: attributes by name, `on` for listeners, `colour` for its background. */
export function el(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** Return an SVG element, its attributes and children as in `el`. */
export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, heard] of Object.entries(value)) node.addEventListener(event, heard);
    } else if (name === "colour") node.style.background = value;
    else if (name === "checked" || name === "selected" || name === "value") node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((each) => each !== null && each !== undefined && each !== false));
  return node;
}

/** Put children in place of what a node holds; what had the focus, by its id, has it again. */
export function replace(node, ...children) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const range = focused?.tagName === "INPUT" && focused.type === "search" ? focused.selectionEnd : null;
  node.replaceChildren(...children.flat(3).filter(Boolean));
  const again = focused?.id ? document.getElementById(focused.id) : null;
  if (!again) return;
  again.focus({ preventScroll: true });
  if (range !== null) again.setSelectionRange(range, range);
}

/** Return a group of radio buttons that looks like one row of steps. */
export function steps(name, legend, choices, chosen, choose) {
  const buttons = choices.map(({ value, text, title }) => {
    const id = `${name}-${value}`;
    const input = el("input", {
      type: "radio", name, id, value: String(value), checked: value === chosen, title,
      on: { change: () => choose(value) },
    });
    return el("span", { class: "step" }, input, el("label", { for: id, title }, text));
  });
  return el("fieldset", { class: "steps" }, el("legend", {}, legend), el("div", {}, buttons));
}

/** Return a labelled select. */
export function select(id, label, choices, chosen, choose) {
  const options = choices.map(({ value, text }) =>
    el("option", { value, selected: value === chosen }, text));
  return el("p", { class: "field" }, el("label", { for: id }, label),
    el("select", { id, on: { change: (event) => choose(event.target.value) } }, options));
}

/** Return a table: a caption, column heads, rows of cells; a cell may be text or an element. */
export function table(caption, heads, rows, { captionShown = true, look = null } = {}) {
  return el("table", { class: look },
    el("caption", { class: captionShown ? null : "unseen" }, caption),
    el("thead", {}, el("tr", {}, heads.map((head) =>
      el("th", { scope: "col", class: head.number ? "number" : null, "aria-sort": head.sort },
        head.content ?? head)))),
    el("tbody", {}, rows.map((row) => el("tr", { class: row.class }, row.cells.map((cell, at) =>
      at === 0 ? el("th", { scope: "row" }, cell)
        : el("td", { class: heads[at].number ? "number" : null }, cell ?? ""))))));
}

/** Return a figure; struck out beside it what it was before, where that was another. */
export const struckOut = (was, is) => (was === is ? is : [el("s", {}, was), " ", is]);
