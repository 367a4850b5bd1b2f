// After each change: what was done, with a button that undoes it and one for what may come next.

import { act, call, show, tell } from "./page.js";
import { again, forget, last, refocus } from "./done.js";

const button = (text, work) => {
  const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
  made.addEventListener("click", () => act(made, work));
  return made;
};

/** An entry of the journal taken back; of an undoing that is to do it again. */
async function undo(entry, redo) {
  again(await call("POST", `/v1/journal/${entry}/undo`, {}), redo ? "Done again" : "Undone", { redo: !redo });
}

const done = last();
if (done) {
  const more = [button(done.redo ? "Redo" : "Undo", async () => { forget(); await undo(done.entry, done.redo); })];
  if (done.series) more.push(" ", button("Move the later ones too…", () => show(`/appointments/${encodeURIComponent(done.series)}/series`)));
  if (done.freed) more.push(" ", button("Who gets the place?", () => show(`/appointments/${encodeURIComponent(done.freed)}/freed`)));
  more.push(" ", button("Dismiss", () => { forget(); document.getElementById("news").replaceChildren(); }));
  tell(`${done.words}. `, ...more);
}

document.addEventListener("click", (event) => {
  const of = event.target.closest("button[data-undo]");
  if (of) act(of, () => undo(of.dataset.undo, of.dataset.redo !== undefined));
});

refocus();
