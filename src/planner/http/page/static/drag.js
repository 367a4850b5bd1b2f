// Moving an appointment on the board: by mouse or touch, or with M, arrows and Enter.

import { call, open, tell } from "./page.js";

const board = document.querySelector(".board");
const UNIT = 5;
let move = null;

/** Minutes from the scale's start to a moment, on the clocks of both: true also when the clocks change. */
const minutes = (text) => Math.round((Date.parse(text) - Date.parse(board.dataset.start)) / 60000);
const clock = (text) => text.slice(11, 16);
const lanes = () => [...board.querySelectorAll("[data-lane]")].filter((lane) => move.openings.has(lane.dataset.lane) || move.reasons.has(lane.dataset.lane));

async function begin(card, how) {
  if (move || card.dataset.movable === undefined || board.dataset.by !== "practitioner") return false;
  move = { card, how, at: null, openings: new Map(), reasons: new Map() };
  document.body.classList.add("drag");
  card.classList.add("moving");
  tell("Looking where it may go…");
  let found;
  try {
    found = await call("GET", `/v1/appointments/${encodeURIComponent(card.dataset.card)}/places?on=${board.dataset.day}`);
  } catch (refused) {
    tell(refused.message);
    end();
    return false;
  }
  if (!move) return false;
  for (const [who, starts] of Object.entries(found.open)) move.openings.set(who, starts);
  for (const [who, stretches] of Object.entries(found.closed)) {
    move.reasons.set(who, new Map(stretches.flatMap((each) => each.starts.map((start) => [minutes(start), each.why]))));
  }
  shade();
  tell(how === "keys" ? "Arrows choose a place, Enter moves, Escape leaves it." : "Green places are free; drop it there.");
  return true;
}

function shade() {
  for (const lane of board.querySelectorAll("[data-lane]")) {
    for (const start of move.openings.get(lane.dataset.lane) ?? []) {
      const place = document.createElement("i");
      place.className = `place at-${minutes(start) / UNIT} for-1`;
      place.dataset.start = start;
      lane.querySelector(".scale").append(place);
    }
  }
}

function end() {
  for (const place of board.querySelectorAll(".place")) place.remove();
  move?.card.classList.remove("moving");
  document.body.classList.remove("drag");
  move = null;
}

function aim(who, start) {
  move.at = start ? { who, start } : null;
  for (const place of board.querySelectorAll(".place.here")) place.classList.remove("here");
  if (!start) return;
  board.querySelector(`[data-lane="${CSS.escape(who)}"] .place[data-start="${start}"]`)?.classList.add("here");
  tell(`${clock(start)}, ${name(who)}`);
}

const name = (who) => board.querySelector(`[data-lane="${CSS.escape(who)}"] .name`)?.textContent ?? who;

async function drop() {
  const { card, at } = move;
  end();
  if (!at) return tell("Left where it was.");
  try {
    await call("POST", `/v1/appointments/${encodeURIComponent(card.dataset.card)}/move-to`, { practitioner: at.who, start: at.start });
    location.reload();
  } catch (refused) {
    tell(refused.message);
    card.focus();
  }
}

// --- mouse and touch --------------------------------------------------------------------------------------------------

board?.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.button) return;
  const from = { x: event.clientX, y: event.clientY };
  let dragged = false;
  const moved = async (now) => {
    if (!dragged && Math.hypot(now.clientX - from.x, now.clientY - from.y) > 6) {
      dragged = true;
      begin(card, "mouse");
    }
    if (dragged && move?.openings.size) over(now);
  };
  const up = () => {
    removeEventListener("pointermove", moved);
    removeEventListener("pointerup", up);
    if (dragged) addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
    if (dragged && move) drop();
  };
  addEventListener("pointermove", moved);
  addEventListener("pointerup", up);
});

function over(event) {
  const lane = [...board.querySelectorAll("[data-lane]")].find((each) => {
    const box = each.getBoundingClientRect();
    return event.clientY >= box.top && event.clientY < box.bottom;
  });
  if (!lane) return aim(null, null);
  const scale = lane.querySelector(".scale"), box = scale.getBoundingClientRect();
  const units = getComputedStyle(scale).gridTemplateColumns.split(" ").length;
  const minute = (Math.max(0, event.clientX - box.left) / box.width) * units * UNIT;
  const starts = move.openings.get(lane.dataset.lane) ?? [];
  const near = starts.reduce((best, each) => (Math.abs(minutes(each) - minute) < Math.abs(minutes(best ?? each) - minute) || best === null ? each : best), null);
  if (near !== null && Math.abs(minutes(near) - minute) <= 10) return aim(lane.dataset.lane, near);
  aim(null, null);
  const reasons = move.reasons.get(lane.dataset.lane);
  const at = [...(reasons?.keys() ?? [])].filter((each) => each <= minute).pop();
  tell(reasons ? `Not there: ${reasons.get(at) ?? "it is past"}` : `Not with ${name(lane.dataset.lane)}.`);
}

// --- keys -------------------------------------------------------------------------------------------------------------

board?.addEventListener("click", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !move) open(card);
});

board?.addEventListener("keydown", async (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !move && event.key.toLowerCase() === "m") {
    event.preventDefault();
    if (await begin(card, "keys")) step(card.dataset.who, 0);
  } else if (move?.how === "keys") keys(event);
});

function keys(event) {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], lane = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by && !lane && event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  if (event.key === "Enter") drop();
  else if (event.key === "Escape") { const card = move.card; end(); card.focus(); tell("Left where it was."); }
  else if (by) step(move.at?.who ?? move.card.dataset.who, by);
  else {
    const open = lanes().map((each) => each.dataset.lane).filter((who) => move.openings.get(who)?.length);
    const next = open[open.indexOf(move.at?.who) + lane];
    if (next) step(next, 0);
  }
}

function step(who, by) {
  const starts = move.openings.get(who) ?? [];
  if (!starts.length) return tell(`No place with ${name(who)} on this day.`);
  const at = starts.indexOf(move.at?.start);
  const near = at < 0 || move.at.who !== who ? 0 : Math.min(starts.length - 1, Math.max(0, at + by));
  aim(who, starts[near]);
}
