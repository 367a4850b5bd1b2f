// What was done last, kept over the next load of a page: its entry of the journal, and words.

const KEPT = "done", MINUTES = 2;

export function remember(answer, words, more = {}) {
  if (answer?.entry) sessionStorage.setItem(KEPT, JSON.stringify({ entry: answer.entry, words, at: Date.now(), ...more }));
}

export function again(answer, words, more) {
  remember(answer, words, more);
  location.reload();
}

export const forget = () => sessionStorage.removeItem(KEPT);

/** What was done in the last two minutes, and is not dismissed. */
export function last() {
  const said = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  return said && Date.now() - said.at < MINUTES * 60_000 ? said : null;
}
