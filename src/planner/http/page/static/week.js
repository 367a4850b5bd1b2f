// A visit moved over a week: the days and people that are free are shaded at once, the others say why not.

import { act, call, open, show, tell } from "./page.js";

const week = document.querySelector("table.week[data-week]");
let move = null;

const cells = () => [...week.querySelectorAll("td[data-day]")];
const free = (cell) => move.places[cell.dataset.day]?.[cell.dataset.who]?.starts.length ?? 0;
const why = (cell) => move.places[cell.dataset.day]?.[cell.dataset.who]?.why ?? "nobody is there";
const named = (cell) => `${cell.dataset.label}, ${cell.closest("tr").querySelector("th").textContent}`;

async function begin(card, how) {
  if (move) return false;
  if (card.dataset.movable === undefined) return tell("This one may not be moved; click it for what may be done."), false;
  if (week.dataset.by !== "practitioner") return tell("Visits are moved in the week by practitioner."), false;
  move = { card, how, at: null, places: null };
  document.body.classList.add("drag");
  card.classList.add("moving");
  tell("Looking where it may go…");
  try {
    const found = await call("GET", `/weeks/${week.dataset.week}/places/${encodeURIComponent(card.dataset.card)}`);
    if (!move) return false;
    move.places = found;
  } catch (refused) {
    tell(refused.message);
    end();
    return false;
  }
  for (const cell of cells()) {
    cell.classList.add(free(cell) ? "free" : "shut");
    if (free(cell)) cell.dataset.count = free(cell);
  }
  tell(how === "keys" ? "Arrows choose a day and who, Enter opens its starts, Escape leaves it." : "Green days have places; drop it there.");
  return true;
}

function end() {
  for (const cell of cells()) { cell.classList.remove("free", "shut", "here"); delete cell.dataset.count; }
  move?.card.classList.remove("moving");
  document.body.classList.remove("drag");
  move = null;
}

function aim(cell) {
  for (const each of week.querySelectorAll(".here")) each.classList.remove("here");
  move.at = cell;
  if (!cell) return;
  cell.classList.add("here");
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  const many = free(cell);
  tell(many ? `${named(cell)}: ${many} start${many > 1 ? "s" : ""}` : `Not on ${named(cell)}: ${why(cell)}`);
}

async function drop() {
  const { card, at } = move, part = at && free(at) ? "day" : "place";
  end();
  card.focus();
  if (!at) return tell("Left where it was.");
  const asked = new URLSearchParams({ on: at.dataset.day, practitioner: at.dataset.who });
  await act(card, () => show(`/appointments/${encodeURIComponent(card.dataset.card)}/${part}?${asked}`));
}

week?.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]");
  if (!card || event.button) return;
  const from = { x: event.clientX, y: event.clientY };
  let dragged = false;
  const moved = (now) => {
    if (!dragged && Math.hypot(now.clientX - from.x, now.clientY - from.y) > 6) { dragged = true; begin(card, "mouse"); }
    if (dragged && move?.places) aim(document.elementFromPoint(now.clientX, now.clientY)?.closest("td[data-day]") ?? null);
  };
  const up = () => {
    for (const [kind, work] of [["pointermove", moved], ["pointerup", up], ["pointercancel", up]]) removeEventListener(kind, work);
    if (!dragged) return;
    const stop = (click) => { click.stopPropagation(); click.preventDefault(); };
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 50);
    if (move) drop();
  };
  for (const [kind, work] of [["pointermove", moved], ["pointerup", up], ["pointercancel", up]]) addEventListener(kind, work);
});

week?.addEventListener("click", (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !move) open(card);
});

week?.addEventListener("keydown", async (event) => {
  const card = event.target.closest("[data-card]");
  if (card && !move && event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (await begin(card, "keys")) aim(card.closest("td"));
    return;
  }
  if (move?.how !== "keys" || !move.places) return;
  const by = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  if (!by && event.key !== "Enter" && event.key !== "Escape") return;
  event.preventDefault();
  if (event.key === "Enter") return drop();
  if (event.key === "Escape") { const { card: left } = move; end(); left.focus(); return tell("Left where it was."); }
  const row = move.at.closest("tr"), next = by[1] ? (by[1] > 0 ? row.nextElementSibling : row.previousElementSibling) : row;
  const cell = next?.querySelectorAll("td[data-day]")[[...row.querySelectorAll("td[data-day]")].indexOf(move.at) + by[0]];
  if (cell) aim(cell);
});
