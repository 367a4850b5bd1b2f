// Holds that run: each says how long it is kept still, counted from what the server said when it was shown.

const ends = new WeakMap();

function tick() {
  for (const place of document.querySelectorAll("[data-left]")) {
    if (!ends.has(place)) ends.set(place, performance.now() + 1000 * place.dataset.left);
    const left = Math.max(0, Math.round((ends.get(place) - performance.now()) / 1000));
    if (left) place.textContent = clock(left);
    else over(place);
  }
}

/** Such as 9:05, or 26:09:05 where it is hours. */
function clock(seconds) {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...more] = parts[0] ? parts : parts.slice(1);
  return [first, ...more.map((each) => String(each).padStart(2, "0"))].join(":");
}

function over(place) {
  for (const button of place.closest("[data-hold]")?.querySelectorAll("button") ?? []) button.remove();
  place.parentElement.textContent = "the hold has ended";
}

tick();
setInterval(tick, 1000);
