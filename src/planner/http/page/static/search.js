// A search as it runs: score, proved bound and the gap between them, as figures and as a picture that goes on by itself.

import { home } from "./page.js";

const followed = document.querySelector("[data-follow]");
const ENDED = ["done", "failed", "stopped"];
const points = [];
const number = (value, digits = 0) => (value === null || value === undefined ? "–" : value.toLocaleString("en", { maximumFractionDigits: digits }));
const figure = (name, text) => { followed.querySelector(`[data-${name}]`).textContent = text; };
let began = 0, over = false, events = null;

function show(event) {
  const job = JSON.parse(event.data);
  const status = followed.querySelector("[data-status]"), said = JSON.parse(status.dataset.states)[job.status] ?? job.status;
  status.textContent = said[0].toUpperCase() + said.slice(1);
  if (job.progress) {
    began ||= Date.now() - 1000 * job.progress.seconds;
    points.push(job.progress);
    figure("score", number(job.progress.score));
    figure("bound", number(job.progress.bound));
    figure("gap", job.progress.gap === null ? "–" : `${number(100 * job.progress.gap, 1)} %`);
    draw();
  }
  if (ENDED.includes(job.status)) { over = true; events.close(); location.reload(); }
}

/** Steps, since between two answers the best stays what it is; the last of them reaches to now. */
function draw() {
  if (!points.length) return;
  const now = Math.max(points.at(-1).seconds, (Date.now() - began) / 1000), most = Math.max(...points.map((each) => each.score)) || 1;
  const x = (seconds) => 5 + (590 * seconds) / Math.max(1, now), y = (value) => 155 - (145 * value) / most;
  const steps = (name) => points.filter((each) => Number.isFinite(each[name] ?? NaN)).flatMap((each, at, all) => [
    [x(at ? each.seconds : Math.min(each.seconds, all[0].seconds)), y(each[name])], [x(all[at + 1]?.seconds ?? now), y(each[name])]]);
  const score = steps("score"), bound = steps("bound"), text = (line) => line.map((each) => each.map((one) => one.toFixed(1)).join(",")).join(" ");
  followed.querySelector('[data-line="score"]').setAttribute("points", text(score));
  followed.querySelector('[data-line="bound"]').setAttribute("points", text(bound));
  followed.querySelector("polygon").setAttribute("points", bound.length ? text([...score, ...bound.reverse()]) : "");
  figure("seconds", number(now));
}

if (followed) {
  events = new EventSource(home + followed.dataset.follow);
  for (const status of ["waiting", "running", ...ENDED]) events.addEventListener(status, show);
  setInterval(() => { if (!over) draw(); }, 1000);
}
