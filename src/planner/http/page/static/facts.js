// Forms of facts: what a change does is asked first and shown, then it is saved; rows of parts come, go and move; files.

import { act, call, home, key, meta, tell } from "./page.js";

/** A part of a page asked for; raises what is refused, in its own words. */
async function part(url, body, headers = {}) {
  const said = { Accept: "text/plain", "X-CSRF-Token": meta("csrf"), "Idempotency-Key": key(), ...headers };
  const answer = await fetch(home + url, { method: "POST", headers: said, body });
  const text = await answer.text();
  if (answer.ok) return text;
  if (answer.status === 401) location.assign(`${home}/sign-in?next=${encodeURIComponent(location.pathname.slice(home.length))}&ended=1`);
  let problem = {};
  try { problem = JSON.parse(text); } catch { /* no problem of the server's own */ }
  throw new Error(problem.detail ?? answer.statusText);
}

/** A part of the page put in the place of what is there, and what is new in it told to who hears it. */
function show(place, html) {
  const made = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  place.replaceWith(made);
  (made.querySelector("[aria-invalid], [role=alert], #impact") ?? made).focus();
  return made;
}

function said(form, gone) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "why") fields[name] = name in fields ? `${fields[name]};${value}` : value;
  }
  return JSON.stringify({ fields, why: form.elements.why?.value ?? "", gone });
}

const address = (form, more = "") => `${form.dataset.form}${more}${form.dataset.key ? `?key=${encodeURIComponent(form.dataset.key)}` : ""}`;
const JSON_ = { "Content-Type": "application/json" };

function look(form, gone = false) {
  const place = form.closest("#form"), once = form.dataset.once !== undefined;
  act(place, async () => went(show(place, await part(address(form, once ? "" : "/check"), said(form, gone), JSON_))));
}

/** Goes where a part says that one goes from here. */
function went(made) {
  if (made.dataset.go) location.assign(home + made.dataset.go);
}

function save(button) {
  const place = button.closest("#form"), form = place.querySelector("form"), gone = button.dataset.gone !== undefined;
  act(place, async () => show(place, await part(address(form), said(form, gone), { ...JSON_, "If-Match": `"${button.dataset.save}"` })));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.form !== undefined) {
    event.preventDefault();
    look(form);
  } else if (form.dataset.upload !== undefined) {
    event.preventDefault();
    upload(form);
  }
});

document.addEventListener("input", (event) => {
  const place = event.target.closest("[data-form]")?.closest("#form");
  if (place && document.getElementById("impact")) anew(place);
});

document.addEventListener("click", (event) => {
  const of = event.target.closest("button");
  if (!of) return;
  const { dataset } = of;
  if (dataset.go !== undefined) begin(of);
  else if (dataset.save !== undefined && of.closest("[data-file]")) saveFile(of);
  else if (dataset.save !== undefined) save(of);
  else if (dataset.gone !== undefined) look(of.form, true);
  else if (dataset.back !== undefined) back(of);
  else if (dataset.line !== undefined) line(of);
  else if (dataset.drop !== undefined) drop(of.closest("tr"));
  else if (dataset.earlier !== undefined) earlier(of);
});

function begin(of) {
  act(of.parentElement, async () => went({ dataset: await call(of.dataset.method, of.dataset.begin) }));
}

function back(of) {
  const place = of.closest("#form");
  if (place.querySelector("fieldset.whole:disabled")) location.reload();
  else {
    anew(place);
    place.querySelector("input:not([readonly]), select")?.focus();
  }
}

/** What was shown is of a form that is another by now: it is to be looked at again. */
function anew(place) {
  document.getElementById("impact")?.remove();
  const form = place.querySelector("form"), actions = document.createElement("div");
  actions.className = "actions";
  actions.append(Object.assign(document.createElement("button"), { textContent: "See what this does" }));
  if (!form.querySelector(".actions")) form.append(actions);
}

// --- rows of a part ---------------------------------------------------------------------------------------------------

let lines = 1000;
function line(of) {
  const box = of.closest(".part"), made = document.createElement("tbody");
  made.innerHTML = box.querySelector("template").innerHTML.replaceAll(".NEW.", `.${lines}.`).replaceAll("-NEW-", `-${lines++}-`);
  const row = made.firstElementChild;
  box.querySelector("tbody").append(row);
  row.querySelector("input, select").focus();
}

function drop(row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  (next?.querySelector("[data-drop]") ?? row.closest(".part").querySelector("[data-line]")).focus();
  row.remove();
}

function earlier(of) {
  const row = of.closest("tr"), before = row.previousElementSibling;
  if (!before) return;
  const [mine, other] = [row, before].map((each) => each.querySelector("[name]").name.split(".")[1]);
  for (const [each, number] of [[row, other], [before, mine]]) {
    for (const field of each.querySelectorAll("[name]")) field.name = field.name.replace(/\.\d+\./, `.${number}.`);
  }
  before.before(row);
  of.focus();
}

// --- a workbook taken in ----------------------------------------------------------------------------------------------

let file = null;
async function upload(form) {
  file = form.elements.file.files[0];
  if (!file) return tell("Choose a workbook first.");
  const place = document.getElementById("answer");
  act(form, async () => show(place, await part(form.dataset.upload, file)));
}

function saveFile(of) {
  const place = document.getElementById("answer"), why = document.getElementById("why")?.value ?? "";
  const url = `${place.dataset.file}?why=${encodeURIComponent(why)}`;
  act(place, async () => {
    went(show(place, await part(url, file, { "If-Match": `"${of.dataset.save}"` })));
  });
}

// --- what the browser knows: the time zone that one is in -------------------------------------------------------------

for (const field of document.querySelectorAll("[data-zone]")) field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;

// --- the shelf of all tables, folded on a narrow screen, where it would stand before what is looked at --------------------

const shelf = document.querySelector(".shelf details"), narrow = matchMedia("(max-width: 48rem)");
const fold = () => { if (shelf) shelf.open = !narrow.matches; };
narrow.addEventListener("change", fold);
fold();
