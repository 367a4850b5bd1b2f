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
const laneOf = (id) => board.querySelector(`[data-lane="${CSS.escape(id)}"]`);
const name = (id) => laneOf(id)?.dataset.title ?? id;

/** What is taken up: which lane it is in, where its places are asked for, and what is done when it is put down. */
function taken(element) {
  const { card, plan, number, later, who, begins } = element.dataset, by = board.dataset.by;
  if (card) {
    const at = `/v1/appointments/${encodeURIComponent(card)}`, own = element.closest("[data-lane]").dataset.lane;
    const to = { practitioner: (to) => [to.lane, to.start], room: (to) => [who, to.start, to.lane], patient: (to) => [who, to.start] }[by];
    return {
      own, begins,
      places: `${at}/places?on=${board.dataset.day}${by === "room" ? "&by=room" : ""}`,
      lanes: (found) => (by === "patient" ? { [own]: found[who] ?? [] } : found),
      put: (place) => { const [practitioner, start, room] = to(place); return moveTo(card, { practitioner, start, room }, Number(later)); },
      not: (place) => { const [practitioner, start, room] = to(place); return whyNot(card, { practitioner, start }, room ? `Not in ${name(room)}: ${place.why}.` : ""); },
    };
  }
  const at = `/v1/plans/${encodeURIComponent(plan)}/sessions/${number}`;
  const put = async ({ lane: practitioner, start }) => again(await call("POST", `${at}/place`, { practitioner, start }), `Booked for ${moment(start)}`);
  return { own: null, begins: null, places: `${at}/places?on=${board.dataset.day}`, lanes: (found) => found, put, not: () => {} };
}

async function begin(element, how) {
  if (move) return false;
  if (element.dataset.movable === undefined) return tell("This one may not be moved; click it for what may be done."), false;
  if (!element.dataset.card && board.dataset.by !== "practitioner") return tell("Who has no place is put onto the board by practitioner."), false;
  move = { element, how, at: null, no: null, openings: new Map(), reasons: new Map(), ...taken(element) };
  document.body.classList.add("drag");
  element.classList.add("moving");
  tell("Looking where it may go…");
  let found;
  try {
    found = await call("GET", move.places);
  } catch (refused) {
    tell(refused.message);
    end();
    return false;
  }
  if (!move) return false;
  for (const [lane, starts] of Object.entries(move.lanes(found.open))) move.openings.set(lane, starts);
  for (const [lane, stretches] of Object.entries(move.lanes(found.closed))) {
    move.reasons.set(lane, stretches.flatMap((each) => each.starts.map((start) => ({ start, why: each.why }))));
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

function aim(lane, start) {
  move.at = start ? { lane, start } : null;
  move.no = null;
  for (const place of board.querySelectorAll(".place.here")) place.classList.remove("here");
  if (!start) return;
  const place = laneOf(lane)?.querySelector(`.place[data-start="${start}"]`);
  place?.classList.add("here");
  if (move.how === "keys") place?.scrollIntoView({ block: "nearest", inline: "nearest" });
  tell(`${clock(start)}, ${name(lane)}`);
}

async function drop() {
  const { element, at, no, put, not } = move;
  end();
  element.focus();
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
  const scale = under.querySelector(".scale"), box = scale.getBoundingClientRect(), { lane } = under.dataset;
  const units = getComputedStyle(scale).gridTemplateColumns.split(" ").length;
  const minute = (Math.max(0, event.clientX - box.left) / box.width) * units * UNIT;
  const far = (start) => Math.abs(minutes(start) - minute);
  const near = (move.openings.get(lane) ?? []).reduce((best, each) => (best === null || far(each) < far(best) ? each : best), null);
  if (near !== null && far(near) <= 10) return aim(lane, near);
  aim(null, null);
  const closed = (move.reasons.get(lane) ?? []).reduce((best, each) => (best === null || far(each.start) < far(best.start) ? each : best), null);
  if (!closed) return tell(`Not there: it is ${name(move.own ?? lane)}’s.`);
  if (far(closed.start) <= 15) move.no = { lane, ...closed };
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
    if (await begin(element, "keys")) step(move.openings.get(move.own)?.length ? move.own : ready()[0], 0);
    else if (move) end();
  } else if (move?.how === "keys") keys(event);
});

/** The lanes that have a place, in their order. */
const ready = () => [...board.querySelectorAll("[data-lane]")].map((each) => each.dataset.lane).filter((lane) => move.openings.get(lane)?.length);

function keys(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], turn = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by && !turn && event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  if (event.key === "Enter") drop();
  else if (event.key === "Escape") { const { element } = move; end(); element.focus(); tell("Left where it was."); }
  else if (by) step(move.at?.lane ?? ready()[0], by);
  else {
    const lane = ready()[ready().indexOf(move.at?.lane) + turn];
    if (lane) step(lane, 0);
  }
}

function step(lane, by) {
  const starts = move.openings.get(lane) ?? [];
  if (!starts.length) return tell(`No place with ${name(lane)} on this day.`);
  const here = move.at?.lane === lane ? starts.indexOf(move.at.start) : -1;
  aim(lane, here < 0 ? nearest(starts, move.at?.start ?? move.begins) : starts[Math.min(starts.length - 1, Math.max(0, here + by))]);
}

/** The start nearest to a moment, and the first one where there is none. */
const nearest = (starts, to) => starts.reduce((best, each) => (to && Math.abs(minutes(each) - minutes(to)) < Math.abs(minutes(best) - minutes(to)) ? each : best));
