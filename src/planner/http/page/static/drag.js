// A visit moved on the day's board, or one without a place put onto it: by mouse or touch, or with M, arrows and Enter.

import { act, call, moment, open, tell } from "./page.js";
import { again } from "./done.js";
import { moveTo, whyNot } from "./choices.js";

const board = document.querySelector(".board");
const UNIT = 5;
let move = null;

/** Minutes from the scale's start to a moment, on the clocks of both: true also when the clocks change. */
const minutes = (text) => Math.round((Date.parse(text) - Date.parse(board.dataset.start)) / 60000);
const clock = (text) => text.slice(11, 16);
const lane = (who) => board.querySelector(`[data-lane="${CSS.escape(who)}"]`);
const name = (who) => lane(who)?.dataset.title ?? who;

/** What is taken up: where its places are asked for, and what is done when it is put down. */
function taken(element) {
  const { card, plan, number, later, who } = element.dataset;
  if (card) {
    const at = `/v1/appointments/${encodeURIComponent(card)}`;
    return { who, places: `${at}/places`, put: (to) => moveTo(card, to.who, to.start, Number(later)), not: (to) => whyNot(card, to.who, to.start) };
  }
  const at = `/v1/plans/${encodeURIComponent(plan)}/sessions/${number}`;
  const put = async ({ who: practitioner, start }) => again(await call("POST", `${at}/place`, { practitioner, start }), `Booked for ${moment(start)}`);
  return { who: null, places: `${at}/places`, put, not: () => {} };
}

async function begin(element, how) {
  if (move) return false;
  if (element.dataset.movable === undefined) return tell("This one may not be moved; click it for what may be done."), false;
  if (board.dataset.by !== "practitioner") return tell("Visits are moved on the board by practitioner."), false;
  move = { element, how, at: null, no: null, openings: new Map(), reasons: new Map(), ...taken(element) };
  document.body.classList.add("drag");
  element.classList.add("moving");
  tell("Looking where it may go…");
  let found;
  try {
    found = await call("GET", `${move.places}?on=${board.dataset.day}`);
  } catch (refused) {
    tell(refused.message);
    end();
    return false;
  }
  if (!move) return false;
  for (const [who, starts] of Object.entries(found.open)) move.openings.set(who, starts);
  for (const [who, stretches] of Object.entries(found.closed)) {
    move.reasons.set(who, stretches.flatMap((each) => each.starts.map((start) => ({ start, why: each.why }))));
  }
  shade();
  const some = [...move.openings.values()].some((starts) => starts.length);
  if (!some) tell(`Nowhere on this day: ${[...move.reasons.values()].flat()[0]?.why ?? "it is past"}.`);
  else tell(how === "keys" ? "Arrows choose a place, Enter puts it there, Escape leaves it." : "Green places are free; drop it there.");
  return some || how === "mouse";
}

function shade() {
  for (const each of board.querySelectorAll("[data-lane]")) {
    for (const start of move.openings.get(each.dataset.lane) ?? []) {
      const place = document.createElement("i");
      place.className = `place at-${minutes(start) / UNIT} for-1`;
      place.dataset.start = start;
      each.querySelector(".scale").append(place);
    }
  }
}

function end() {
  for (const place of board.querySelectorAll(".place")) place.remove();
  move?.element.classList.remove("moving");
  document.body.classList.remove("drag");
  move = null;
}

function aim(who, start) {
  move.at = start ? { who, start } : null;
  move.no = null;
  for (const place of board.querySelectorAll(".place.here")) place.classList.remove("here");
  if (!start) return;
  lane(who)?.querySelector(`.place[data-start="${start}"]`)?.classList.add("here");
  tell(`${clock(start)}, ${name(who)}`);
}

async function drop() {
  const { element, at, no, put, not } = move;
  end();
  if (at) await act(element, () => put(at));
  else if (no) await act(element, async () => { tell("Left where it was."); await not(no); });
  else tell("Left where it was.");
}

// --- mouse and touch --------------------------------------------------------------------------------------------------

document.addEventListener("pointerdown", (event) => {
  const element = event.target.closest("[data-card], [data-waiting]");
  if (!element || event.button) return;
  const from = { x: event.clientX, y: event.clientY };
  let dragged = false;
  const moved = (now) => {
    if (!dragged && Math.hypot(now.clientX - from.x, now.clientY - from.y) > 6) {
      dragged = true;
      begin(element, "mouse");
    }
    if (dragged && move && (move.openings.size || move.reasons.size)) over(now);
  };
  const up = () => {
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", up);
    if (!dragged) return;
    const stop = (click) => { click.stopPropagation(); click.preventDefault(); };
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 50);
    if (move) drop();
  };
  addEventListener("pointermove", moved);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
});

function over(event) {
  const lanes = [...board.querySelectorAll("[data-lane]")];
  const under = lanes.find((each) => { const box = each.getBoundingClientRect(); return event.clientY >= box.top && event.clientY < box.bottom; });
  if (!under) return aim(null, null);
  const scale = under.querySelector(".scale"), box = scale.getBoundingClientRect(), who = under.dataset.lane;
  const units = getComputedStyle(scale).gridTemplateColumns.split(" ").length;
  const minute = (Math.max(0, event.clientX - box.left) / box.width) * units * UNIT;
  const far = (start) => Math.abs(minutes(start) - minute);
  const near = (move.openings.get(who) ?? []).reduce((best, each) => (best === null || far(each) < far(best) ? each : best), null);
  if (near !== null && far(near) <= 10) return aim(who, near);
  aim(null, null);
  const closed = (move.reasons.get(who) ?? []).reduce((best, each) => (best === null || far(each.start) < far(best.start) ? each : best), null);
  if (!closed) return tell(`Not with ${name(who)}.`);
  if (far(closed.start) <= 15) move.no = { who, start: closed.start };
  tell(`Not there: ${closed.why}`);
}

// --- keys -------------------------------------------------------------------------------------------------------------

board?.addEventListener("click", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !move) open(card);
});

document.addEventListener("keydown", async (event) => {
  const element = event.target.closest?.("[data-card], [data-waiting]");
  if (element && !move && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (await begin(element, "keys")) step(move.openings.get(move.who)?.length ? move.who : ready()[0], 0);
    else if (move) end();
  } else if (move?.how === "keys") keys(event);
});

/** Who has a place, in the order of the lanes. */
const ready = () => [...board.querySelectorAll("[data-lane]")].map((each) => each.dataset.lane).filter((who) => move.openings.get(who)?.length);

function keys(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by && !turn && event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  if (event.key === "Enter") drop();
  else if (event.key === "Escape") { const { element } = move; end(); element.focus(); tell("Left where it was."); }
  else if (by) step(move.at?.who ?? ready()[0], by);
  else {
    const who = ready()[ready().indexOf(move.at?.who) + turn];
    if (who) step(who, 0);
  }
}

function step(who, by) {
  const starts = move.openings.get(who) ?? [];
  if (!starts.length) return tell(`No place with ${name(who)} on this day.`);
  const at = starts.indexOf(move.at?.start);
  aim(who, starts[at < 0 || move.at.who !== who ? 0 : Math.min(starts.length - 1, Math.max(0, at + by))]);
}
