// All projects by theme or stage: tick one and see; what it needs and what it excludes is said.

import { el } from "../dom.js";
import { isOpen, isOpenAnyway, rivals, ticked, unticked } from "../rules.js";
import { grouped } from "../tables.js";
import { number, of, say } from "../words.js";
import { createPanel, note } from "./panel.js";

export function createProjectsPanel(app) {
  const look = { by: "theme", find: "", unfolded: new Set() };
  const panel = createPanel("projects", () => body(app, look, () => panel.render()), { narrow: true });
  return panel;
}

function body(app, look, again) {
  const state = app.store.get();
  const found = app.region.projects.filter((project) => matches(project, look.find));
  const groups = grouped(found, look.by);
  const named = look.by === "theme" ? app.region.themes : app.region.stages;
  const ordered = named.filter((group) => groups.has(group.id));
  return [
    head(app, look, again),
    ordered.map((group) => groupOf(app, look, group, groups.get(group.id), state, again)),
    ordered.length ? null : note(say("nothing_found")),
  ];
}

function matches(project, find) {
  const text = find.trim().toLowerCase();
  return !text || [project.id, project.en, project.zh].some((each) => (each || "").toLowerCase().includes(text));
}

function head(app, look, again) {
  const by = ["theme", "stage"].map((key) => el("button", {
    type: "button", id: `by-${key}`, "aria-pressed": String(look.by === key),
    on: { click: () => { look.by = key; again(); } },
  }, say(`by_${key}`)));
  const count = app.store.get().open.length;
  return el("div", { class: "projects-head" },
    el("label", { for: "find-project", class: "unseen" }, say("find_project")),
    el("input", { type: "search", id: "find-project", placeholder: say("find_project"), value: look.find,
      on: { input: (event) => { look.find = event.target.value; again(); } } }),
    el("div", { class: "buttons", role: "group", "aria-label": say("group_by") }, by,
      el("button", { type: "button", id: "untick-all", disabled: count === 0,
        on: { click: () => app.store.set({ open: [] }) } }, say("untick_all", { count }))));
}

function groupOf(app, look, group, projects, state, again) {
  const key = `${look.by}-${group.id}`;
  const ticks = projects.filter((project) => state.open.includes(project.id)).length;
  const open = look.unfolded.has(key) || Boolean(look.find.trim());
  const closed = projects.filter((project) => !isOpen(project, state));
  const details = el("details", { class: "group", open,
    on: { toggle: () => {
      if (look.find.trim()) return;
      if (details.open) look.unfolded.add(key); else look.unfolded.delete(key);
      if (details.open && !details.querySelector("ul")) again();
    } } },
  el("summary", { id: `fold-${key}` }, el("span", { class: "group-name" }, of(group)),
    el("span", { class: "group-count" }, say("ticked_of", { ticked: ticks, all: projects.length }))));
  if (open) {
    details.append(
      el("p", { class: "group-all" }, el("button", { type: "button", id: `all-${key}`, disabled: !closed.length,
        on: { click: () => tickAll(app, projects) } }, say("tick_all"))),
      el("ul", { class: "projects" }, projects.map((project) => projectOf(app, project, state))));
  }
  return details;
}

/** Tick all of a group that exclude nothing ticked before them, and what they need. */
function tickAll(app, projects) {
  let state = app.store.get();
  const left = [];
  for (const project of projects) {
    if (isOpen(project, state)) continue;
    if (rivals(project, app.region.project).some((id) => state.open.includes(id))) left.push(project);
    else state = { ...state, open: ticked(project.id, state, app.region.project).open };
  }
  app.store.set({ open: state.open });
  if (left.length) app.tell(say("left_out", { names: left.map((each) => of(each)).join(say("comma")) }));
}

function projectOf(app, project, state) {
  const id = `project-${project.id}`;
  const anyway = isOpenAnyway(project, state);
  const input = el("input", { type: "checkbox", id, checked: isOpen(project, state), disabled: anyway,
    "aria-describedby": `about-${project.id}`,
    on: { change: () => tick(app, project, input.checked) } });
  return el("li", { class: anyway ? "anyway" : null },
    el("label", { for: id }, input, el("span", {}, of(project), project.assumption_en ? assumed(project) : null)),
    el("p", { class: "about", id: `about-${project.id}` }, about(app, project, state, anyway)));
}

const assumed = (project) => el("abbr", { class: "assumed", title: of(project, "assumption") }, "†");

function about(app, project, state, anyway) {
  const parts = [say(`status_${project.status}`)];
  if (anyway) parts.push(say("open_since", { date: project.opened }));
  else if (project.stage && project.stage !== "none") parts.push(say("stage", { year: project.stage }));
  if (project.cost) parts.push(say("cost", { cost: number(project.cost, 0) }));
  const names = (ids) => ids.map((each) => of(app.region.project.get(each))).filter(Boolean).join(say("comma"));
  const needs = (project.requires ?? []).filter((need) => {
    const other = app.region.project.get(need);
    return other && !isOpen(other, state);
  });
  if (needs.length) parts.push(say("needs", { names: names(needs) }));
  const others = rivals(project, app.region.project);
  if (others.length) parts.push(say("excludes", { names: names(others) }));
  return parts.filter(Boolean).join(say("semicolon"));
}

function tick(app, project, on) {
  const state = app.store.get();
  const { open, also, instead } = (on ? ticked : unticked)(project.id, state, app.region.project);
  const names = (projects) => projects.map((each) => of(each)).join(say("comma"));
  app.store.set({ open });
  const told = [];
  if (also.length) told.push(say("ticked_also", { name: of(project), names: names(also) }));
  if (instead.length) {
    told.push(say(on ? "unticked_rivals" : "unticked_dependants", { name: of(project), names: names(instead) }));
  }
  app.tell(told.join(" "));
}
