// Decisions on this state: what is missed and the least that passes, the order, what breaks it.

import { el, table } from "../dom.js";
import { number, of, say } from "../words.js";
import { createPanel, note } from "./panel.js";

const KINDS = ["missed", "order", "breaks"];
const EVERY_MS = 700;
const MOST_ROWS = 30; // of a table at first: a line for each road of a region is long

export function createDecisionsPanel(app) {
  const held = { kind: null, query: null, job: null, found: null, failure: null, advance: null, whole: new Set() };
  const panel = createPanel("decisions", () => body(app, held, panel), { open: false });
  /** Say that what stands here was worked out for another state. */
  panel.follow = () => panel.stale(Boolean(held.found) && held.query !== app.query());
  return panel;
}

function body(app, held, panel) {
  const running = held.job !== null;
  return [
    note(say("decisions_how")),
    el("div", { class: "buttons", role: "group", "aria-label": say("decisions") }, KINDS.map((kind) =>
      el("button", { type: "button", id: `decide-${kind}`, "aria-pressed": String(held.kind === kind), disabled: running,
        on: { click: () => start(app, held, panel, kind) } }, say(`decide_${kind}`)))),
    running ? progress(app, held, panel) : null,
    held.failure ? el("p", { class: "refused", role: "alert" }, of(held.failure.words) || say("no_server")) : null,
    !running && held.found ? results(app, held, panel) : null,
  ];
}

/** Return the bar that `held.advance` moves, so that the button beside it stays the one it was. */
function progress(app, held, panel) {
  const bar = el("progress", { max: "1", "aria-label": say("working") });
  const told = el("span", {});
  held.advance = (found) => {
    bar.value = found?.share ?? 0;
    const left = found?.left_s ? say("time_left", { minutes: Math.max(1, Math.round(found.left_s / 60)) }) : "";
    told.textContent = [of(found), left].filter(Boolean).join(say("semicolon"));
  };
  held.advance(held.found);
  return el("p", { class: "field" }, bar, told,
    el("button", { type: "button", id: "decide-cancel", on: { click: () => stop(app, held, panel) } }, say("cancel")));
}

async function start(app, held, panel, kind) {
  Object.assign(held, { kind, query: app.query(), job: "", found: null, failure: null, whole: new Set() });
  panel.stale(false);
  panel.render();
  try {
    const { job } = await app.source.decide(kind, held.query);
    if (held.kind !== kind) return void app.source.cancel(job).catch(() => null); // cancelled meanwhile
    held.job = job;
    while (held.job !== null) {
      const told = await app.source.progress(held.job);
      if (held.job === null) break;
      held.found = told;
      if (told.done) {
        held.job = null;
        panel.render();
      } else {
        held.advance(told);
        await new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
      }
    }
  } catch (error) {
    Object.assign(held, { job: null, failure: error });
    panel.render();
  }
  panel.follow();
}

async function stop(app, held, panel) {
  const { job } = held;
  Object.assign(held, { job: null, found: null, kind: null });
  panel.render();
  if (job) await app.source.cancel(job).catch(() => null);
}

function results(app, held, panel) {
  const { found } = held;
  const tables = (found.tables ?? []).filter((each) => each.rows.length || each.says?.length || each.notes?.length);
  return [
    found.title ? el("h3", { id: "decided" }, of(found.title)) : null,
    ...tables.flatMap((each, number_) => part(app, held, panel, each, number_)),
    ...(found.notes ?? []).map((each) => note(of(each))),
  ];
}

/** Return a part of an answer: what it says, its table, the first rows of a long one, and its notes. */
function part(app, held, panel, each, number_) {
  const heads = each.columns.map((column) => ({ content: of(column), number: column.number }));
  if (each.projects) heads.push({ content: say("try_it") });
  const whole = held.whole.has(number_) || each.rows.length <= MOST_ROWS + 5;
  const rows = whole ? each.rows : each.rows.slice(0, MOST_ROWS);
  const title = of(each, "title") || of(held.found.title);
  return [
    ...(each.says ?? []).map((text) => el("p", {}, of(text))),
    rows.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
      table(title, heads, rows.map((row, at) => ({
        cells: [...row.map(cell), each.projects ? tryIt(app, each.projects[at], `${number_}-${at}`) : null].slice(0, heads.length),
      })))) : null,
    whole ? null : el("p", {}, el("button", { type: "button", id: `all-rows-${number_}`,
      on: { click: () => { held.whole.add(number_); panel.render(); } } }, say("all_rows", { count: each.rows.length }))),
    ...(each.notes ?? []).map((text) => note(of(text))),
  ];
}

function cell(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return number(value);
  return typeof value === "object" ? of(value) : String(value);
}

function tryIt(app, projects, id) {
  if (!projects?.length) return "";
  return el("button", { type: "button", id: `try-${id}`, on: { click: () => {
    const { open } = app.store.get();
    app.store.set({ open: [...open, ...projects.filter((each) => !open.includes(each))] });
  } } }, say("tick_these"));
}
