// What every page does: calls of the API, dialogs, offers and holds, searches that run, and others' changes.

import { again, reload, remember } from "./done.js";

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
export const home = meta("home"), names = JSON.parse(meta("names") || "{}");
const news = document.getElementById("news"), dialog = document.getElementById("dialog");

/** Something said at the foot of the page, or where a dialog is open in it: nothing else is to be reached then. */
export function tell(text, ...more) {
  const line = document.createElement("p");
  line.append(text, ...more);
  (dialog.open ? dialog.querySelector(".said") ?? news : news).replaceChildren(line);
}

/** A name of its own for a call. */
export function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** How much of what was asked for is at work, its answer yet to be shown; and the last entry of the journal that a call of this page's has made. */
let atWork = 0, mine = 0;
/** A call of the API; raises what it refuses, in its own words and with all that stands against it. */
export async function call(method, url, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") Object.assign(headers, { "X-CSRF-Token": meta("csrf"), "Idempotency-Key": key() });
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(home + url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const document_ = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (method !== "GET" && document_.entry) mine = Math.max(mine, document_.entry);
  if (answer.ok) return document_;
  if (answer.status === 401 && meta("csrf")) location.assign(`${home}/sign-in?next=${encodeURIComponent(location.pathname.slice(home.length))}`);
  const broken = (document_.violations ?? []).map((each) => each.words ?? each.reason ?? "").filter(Boolean);
  throw Object.assign(new Error([document_.detail ?? answer.statusText, ...broken.slice(1)].join(" · ")), { document: document_ });
}

export async function go(url, answer, words) {
  if (answer) remember(answer, words, {}, new URL(home + url, location.href).pathname);
  location.assign(home + url);
}

function values(form) {
  const said = {};
  for (const [name, value] of new FormData(form)) {
    const { number, truth } = form.elements[name].dataset;
    if (value !== "") said[name] = truth !== undefined ? true : number !== undefined ? Number(value) : value;
  }
  return said;
}

function done(of, answer) {
  if (of.dataset.job !== undefined) return go(`${of.dataset.job || "/plan/"}${answer.job}`);
  if (of.dataset.show !== undefined) return (of.querySelector(".shown").textContent = answer[of.dataset.show]);
  if (of.dataset.stay !== undefined) return tell("Stopping, keeping the best so far.");
  if (of.dataset.closed !== undefined && answer.closed?.length) return showClosed(of, answer.closed);
  if (of.dataset.final !== undefined) return reload();
  const said = of.dataset.said ?? "Done", freed = of.dataset.freed ? { freed: of.dataset.freed } : {};
  if (of.dataset.then !== undefined) return go(of.dataset.then, answer, said);
  again(answer, said, freed);
}

/** Does something whose answer others' changes must not take away before it is shown. */
async function busyWith(work) {
  atWork += 1;
  try {
    return await work();
  } finally {
    atWork -= 1;
  }
}

/** Does what a button or a form is for, once at a time; it keeps the focus, which one that is disabled would lose. */
export async function act(of, work) {
  const buttons = of.matches("button") ? [of] : [...of.querySelectorAll("button")];
  if (buttons.some((button) => button.ariaDisabled)) return;
  for (const button of buttons) button.ariaDisabled = "true";
  try {
    await busyWith(work);
  } catch (refused) {
    tell(refused.message);
  } finally {
    for (const button of buttons) button.ariaDisabled = null;
  }
}

function showClosed(form, closed) {
  const list = document.createElement("ul");
  list.className = "list";
  for (const each of closed) {
    const item = document.createElement("li");
    item.textContent = `${moment(each.start)}: ${each.reason}. ${each.source ?? ""}`;
    list.append(item);
  }
  const head = document.createElement("p");
  head.textContent = `Recorded. ${closed.length} booked appointment(s) cannot stand now:`;
  form.nextElementSibling?.replaceChildren(head, list);
}

export const moment = (text) => {
  const [day, time] = text.split("T");
  const [year, month, date] = day.split("-").map(Number);
  const named = new Date(Date.UTC(year, month - 1, date)).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return `${named} ${time.slice(0, 5)}`;
};

// --- offers, taken at once or held --------------------------------------------------------------------------------

function shown(offer, labels) {
  const box = document.createElement("div");
  box.className = "offer";
  const words = document.createElement("p");
  const when = offer.rows.map((row) => `${moment(row.start)}${row.practitioner ? `, ${names[row.practitioner] ?? row.practitioner}` : ""}`);
  words.append(Object.assign(document.createElement("b"), { textContent: when.length > 1 ? "" : when[0] }), when.length > 1 ? "" : ": ", offer.words);
  box.append(words);
  if (when.length > 1) {
    const list = document.createElement("ol");
    for (const each of when) list.append(Object.assign(document.createElement("li"), { textContent: each }));
    box.append(list);
  }
  for (const [label, take] of labels) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => act(button, () => take(offer)));
    box.append(button, " ");
  }
  return box;
}

async function offers(of) {
  const where = of.closest("section, .sheet").querySelector(".offers");
  where.textContent = "Looking…";
  const found = await call("GET", of.dataset.offers);
  const ways = of.dataset.take
    ? [["Move here", async (offer) => { again(await call("POST", of.dataset.take, { rows: offer.rows }), "Moved", of.dataset.later ? { series: of.dataset.later } : {}); }]]
    : [["Hold while on the phone", hold], ["Book", async (offer) => again(await call("POST", "/v1/bookings", { rows: offer.rows }), "Booked")]];
  where.classList.toggle("side", found.offers.some((offer) => offer.rows.length > 1));
  where.replaceChildren(...found.offers.map((offer) => shown(offer, ways)));
  if (!found.offers.length) where.textContent = found.why;
}

/** A hold is shown with its countdown by the page itself, which reads it from the store. */
async function hold(offer) {
  const held = await call("POST", "/v1/holds", { rows: offer.rows });
  again(null, "Held", { focus: `[data-book="${held.hold}"]` });
}

// --- clicks, forms, search as you type --------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const of = event.target.closest("button");
  if (!of) return;
  if (of.dataset.offers) act(of, () => offers(of));
  else if (of.dataset.book) act(of, async () => again(await call("POST", "/v1/bookings", { hold: of.dataset.book }), "Booked"));
  else if (of.dataset.url) act(of, async () => done(of, await call(of.dataset.method, of.dataset.url)));
  else if (of.dataset.print !== undefined) print();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.walkIn !== undefined) {
    event.preventDefault();
    act(form, () => walkIn(form));
  } else if (form.dataset.url) {
    event.preventDefault();
    act(form, async () => done(form, await call(form.dataset.method, form.dataset.url, values(form))));
  }
});

async function walkIn(form) {
  const said = values(form);
  const id = `w${Date.now().toString(36)}`;
  await call("POST", "/v1/walk-ins", {
    patient: { id, name: said.name, phone: said.phone ?? "" },
    plan: { id: `${id}-`, patient: id, protocol: said.protocol, start: said.start },
  });
  go(`/patients/${id}`);
}

const find = document.getElementById("find");
let latest = 0;
find?.addEventListener("input", async () => {
  const mine = ++latest;
  await new Promise((later) => setTimeout(later, 150));
  if (mine !== latest) return;
  const list = document.getElementById("found");
  if (!find.value.trim()) return list.replaceChildren();
  const found = await call("POST", "/v1/patients/search", { text: find.value });
  if (mine !== latest) return;
  list.replaceChildren(...found.patients.slice(0, 30).map((each) => {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${home}/patients/${encodeURIComponent(each.patient)}`, textContent: each.name || each.patient });
    item.append(link, ` ${each.patient}${each.rows.length ? `, next ${moment(each.rows[0].start)}` : ""}`);
    return item;
  }));
  if (!found.patients.length) list.textContent = "Nobody of that name.";
});

/** A sheet says when it was printed, by the clinic's clock as the server reckons it: a browser may know other rules of its zone. */
addEventListener("beforeprint", () => {
  const shown = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  for (const each of document.querySelectorAll("[data-printed]")) each.textContent = new Date(Date.now() + 1000 * each.dataset.printed).toLocaleString("en-GB", { ...shown, timeZone: "UTC" }).replace(", ", " ");
});

// --- an appointment's dialog ------------------------------------------------------------------------------------------

export const open = (card) => show(`/appointments/${encodeURIComponent(card.dataset.card)}/card?on=${card.closest("[data-day]").dataset.day}`);

/** A dialog with what is at an address, or why there is nothing. */
export const show = (address) => busyWith(async () => {
  const answer = await fetch(home + address, { headers: { Accept: "text/plain" } });
  if (!answer.ok) return tell((await answer.json().catch(() => ({}))).detail ?? "This has changed; reload the page.");
  dialog.innerHTML = await answer.text();
  dialog.firstElementChild.append(Object.assign(document.createElement("div"), { className: "said", role: "status" }));
  dialog.setAttribute("aria-label", dialog.querySelector("h2")?.textContent ?? "Appointment");
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
});

// --- others' changes --------------------------------------------------------------------------------------------------

/** Whether somebody has begun to fill a form in. */
const filled = () => [...document.querySelectorAll("main form :is(input, textarea)")].some((each) => each.value !== each.defaultValue || each.checked !== each.defaultChecked);

if (document.body.dataset.live !== undefined) {
  const events = new EventSource(`${home}/changes`);
  let seen = document.body.dataset.live, lost = false;
  const changed = (entry) => {
    if (Number(entry) <= mine) return;
    const busy = atWork || dialog.open || document.body.classList.contains("drag") || document.querySelector("main .offers:not(:empty)") || filled();
    if (!busy) return reload();
    const again = Object.assign(document.createElement("button"), { type: "button", textContent: "Reload" });
    again.addEventListener("click", () => reload());
    tell("The book has changed. ", again);
    seen = entry;
  };
  events.addEventListener("here", (event) => {
    if (lost) { lost = false; tell("Connected again."); }
    if (event.data !== seen) changed(event.data);
    seen = event.data;
  });
  events.addEventListener("changed", (event) => changed(event.data));
  events.addEventListener("error", () => { lost = true; tell("No connection to the server; what is shown may be old."); });
}
