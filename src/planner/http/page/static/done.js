// What was done last, kept over the next load of its page: its entry of the journal, words, and where the focus was.

const KEPT = "done", FOCUS = "focus", MINUTES = 2;

/** What was done, for a page that is to say so: this one unless told. */
export function remember(answer, words, more = {}, page = location.pathname) {
  if (answer?.entry) sessionStorage.setItem(KEPT, JSON.stringify({ entry: answer.entry, words, page, at: Date.now(), ...more }));
}

/** This page afresh after something was done: with the focus on the visit that it was done to, where there is one. */
export function again(answer, words, { focus, ...more } = {}) {
  remember(answer, words, more);
  const cards = (answer?.rows ?? []).map((row) => ofCard(row.appointment)).join(", ");
  reload(focus ?? (cards || undefined));
}

/** This page afresh, with the focus on what a selector finds, and where it is now unless told. */
export function reload(focus = ofElement(document.activeElement)) {
  sessionStorage.setItem(FOCUS, JSON.stringify({ focus, page: location.pathname }));
  location.reload();
}

/** The focus put where it is to be after a page was loaded afresh, as soon as that is there; until then on the content. */
export function refocus() {
  const { focus, page } = JSON.parse(sessionStorage.getItem(FOCUS) ?? "{}");
  if (page !== location.pathname) return sessionStorage.removeItem(FOCUS);
  const there = focus ? document.querySelector(focus) : null;
  if (there) sessionStorage.removeItem(FOCUS);
  if (there) there.focus();
  else if (document.activeElement === document.body) document.getElementById("main").focus();
}

const ofCard = (id) => `[data-card="${CSS.escape(id)}"]`;

function ofElement(element) {
  const { card, plan, number } = element?.dataset ?? {};
  if (card) return ofCard(card);
  if (plan && number) return `[data-waiting][data-plan="${CSS.escape(plan)}"][data-number="${number}"]`;
  return element?.id ? `#${CSS.escape(element.id)}` : "";
}

export const forget = () => sessionStorage.removeItem(KEPT);

/** What was done in the last two minutes, belongs to this page, and is not dismissed. */
export function last() {
  const said = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  return said && said.page === location.pathname && Date.now() - said.at < MINUTES * 60_000 ? said : null;
}
