// Dialogs that are asked for, and what is chosen in them: a start, the later visits too, changes in part, a clearance.

import { act, call, go, home, moment, show, tell } from "./page.js";
import { again, refocus } from "./done.js";

/** A visit moved; where it may not be, the dialog says what stands against it and shows fresh offers. */
export async function moveTo(id, { practitioner, start, room }, series) {
  try {
    const answer = await call("POST", `/v1/appointments/${encodeURIComponent(id)}/move-to`, { practitioner, start, room });
    again(answer, `Moved to ${moment(start)}${room ? `, ${named(room)}` : ""}`, series ? { series: id } : {});
  } catch (refused) {
    tell(refused.message);
    await whyNot(id, { practitioner, start }, refused.message);
  }
}

const named = (lane) => document.querySelector(`[data-lane="${CSS.escape(lane)}"]`)?.dataset.title ?? lane;

export const whyNot = (id, place, said = "") =>
  show(`/appointments/${encodeURIComponent(id)}/place?${new URLSearchParams({ ...place, said })}`);

const rows = (boxes) => [...boxes].flatMap((box) => JSON.parse(box.dataset.rows));

async function load(of, where) {
  where.textContent = "Looking…";
  const answer = await fetch(home + of.dataset.load, { headers: { Accept: "text/plain" } });
  if (answer.ok) where.innerHTML = await answer.text();
  else where.textContent = (await answer.json().catch(() => ({}))).detail ?? "It cannot be had now; reload the page.";
  refocus();
}

for (const part of document.querySelectorAll("section[data-load]")) load(part, part);

document.addEventListener("click", (event) => {
  const of = event.target.closest("button");
  if (!of) return;
  const form = of.closest("form");
  if (of.dataset.dialog) act(of, () => show(of.dataset.dialog));
  else if (of.dataset.load) act(of, () => load(of, of.closest("section").querySelector(".offers")));
  else if (of.dataset.rows) act(of, async () => again(await call("POST", "/v1/bookings", { rows: rows([of]) }), of.dataset.said ?? "Booked"));
  else if (of.dataset.start) act(of, () => moveTo(of.dataset.move, { practitioner: of.dataset.who, start: of.dataset.start }, Number(of.dataset.later)));
  else if (of.dataset.series !== undefined) {
    const place = of.dataset.at ? { practitioner: of.dataset.who, start: of.dataset.at } : form ? { practitioner: form.dataset.who, start: form.elements.start.value } : {};
    act(of, () => show(`/appointments/${encodeURIComponent(of.dataset.series)}/series?${new URLSearchParams(place)}`));
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target, { move, who, later, part, clearance, away } = form.dataset;
  if (move) take(event, () => moveTo(move, { practitioner: who, start: form.elements.start.value }, Number(later)));
  else if (part !== undefined) take(event, async () => {
    const chosen = form.querySelectorAll("input[data-rows]:checked");
    if (!chosen.length) return tell("Tick at least one of them.");
    again(await call("POST", "/v1/bookings", { rows: rows(chosen) }), `${chosen.length} of ${form.querySelectorAll("input[data-rows]").length} changed`);
  });
  else if (clearance) take(event, async () => {
    const { by, until, why } = form.elements, { patient, kind, on } = form.dataset;
    await call("POST", "/v1/clearances", { fact: { patient, kind, by: by.value, on, until: until.value || null }, why: why.value });
    tell("The clearance is on record.");
    await show(clearance);
  });
  else if (away) take(event, async () => {
    const { first, last, why } = form.elements;
    const answer = await call("POST", `/v1/practitioners/${encodeURIComponent(away)}/absences`, { first: first.value, last: last.value, why: why.value });
    if (answer.closed?.length) go("/closed", answer, "Absence recorded");
    else again(answer, "Absence recorded; no visit is in its way");
  });
});

function take(event, work) {
  event.preventDefault();
  act(event.target, work);
}
