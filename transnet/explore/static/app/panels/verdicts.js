// The answer in a sentence, and each target before and after.

import { el, table } from "../dom.js";
import { minutes, number, of, people, say } from "../words.js";
import { createPanel, note } from "./panel.js";

export const createVerdictsPanel = (app) => {
  const look = { all: false };
  const panel = createPanel("verdicts", () => body(app, look, () => panel.render()), { narrow: true });
  return panel;
};

function body(app, look, again) {
  const { answer, failure } = app;
  if (failure) return refusal(app, failure);
  if (!answer) return note(say("working"));
  const verdicts = answer.verdicts ?? [];
  const shown = look.all ? verdicts : verdicts.filter((each) => each.headline || differs(each));
  return [
    refusals(app, answer),
    answer.answer ? el("p", { class: "answer", id: "answer" }, of(answer.answer)) : null,
    (answer.notices ?? []).map((each) => el("p", { class: "note" }, of(each))),
    verdicts.length ? [
      verdictTable(shown),
      el("p", {}, el("button", { type: "button", id: "all-verdicts", "aria-expanded": String(look.all),
        on: { click: () => { look.all = !look.all; again(); } } },
      look.all ? say("fewer_targets") : say("all_targets", { count: verdicts.length }))),
    ] : note(say("no_targets")),
  ];
}

/** Say whether a target reads otherwise than before. */
const differs = (each) => each.met_before !== each.met_after || valueText(each, each.value_before) !== valueText(each, each.value_after);

function verdictTable(verdicts) {
  const heads = [{ content: say("target") }, { content: say("before"), number: true }, { content: say("after"), number: true }];
  return table(say("verdicts_caption"), heads, verdicts.map((each) => ({
    class: differs(each) ? "changed" : null,
    cells: [
      [of(each), each.binding_en ? el("span", { class: "binding" }, say("binds", { leg: of(each, "binding") })) : null],
      reading(each, "before"), reading(each, "after"),
    ],
  })), { captionShown: false, look: "verdicts" });
}

function reading(each, when) {
  const [met, value, short] = [each[`met_${when}`], each[`value_${when}`], each[`shortfall_${when}`]];
  return [
    el("span", { class: met ? "met" : "missed" }, el("span", { "aria-hidden": "true" }, met ? "✓ " : "✗ "), say(met ? "met" : "missed")),
    el("span", { class: "value" }, valueText(each, value)),
    !met && short ? el("span", { class: "short" }, say("short_by", { value: each.shortfall_unit === "people" ? say("people_live", { people: people(short) }) : say("minutes_short", { minutes: number(short) }) })) : null,
  ];
}

function valueText(each, value) {
  if (value === null || value === undefined) return each.unit === "min" ? say("no_way") : "";
  if (each.unit === "min") return say("minutes_short", { minutes: minutes(value) });
  return each.unit === "%" ? `${number(value, 2)} %` : `${number(value)} ${each.unit ?? ""}`;
}

/** Return what a state that isn't worked out says, and a button for its remedy. */
function refusals(app, answer) {
  return (answer.refused ?? []).map((each) => el("div", { class: "refused", role: "alert" },
    el("p", {}, of(each)),
    each.remedy?.query !== undefined
      ? el("p", {}, el("button", { type: "button", on: { click: () => app.store.setQuery(each.remedy.query) } }, of(each.remedy)))
      : null));
}

function refusal(app, failure) {
  return el("div", { class: "refused", role: "alert" },
    el("p", {}, of(failure.words) || say("no_server")),
    el("p", {}, of(failure.words, "remedy")),
    failure.status < 500 ? null : el("p", {}, el("button", { type: "button", id: "ask-again", on: { click: () => app.ask() } }, say("again"))));
}
