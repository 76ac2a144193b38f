// What the page does: it plays (with sound.js, which stands before it), moves the cursor, searches,
// listens to keys.

// ---- Playing -----------------------------------------------------------------------------------

// Runs are scheduled so far ahead, which a page in the background keeps up with as well.
const AHEAD_SECONDS = 3;
const TIMER_MS = 500;
const START_SECONDS = 0.06;
const FADE_SECONDS = 0.015;

const volume = document.getElementById("volume");
const stopButton = document.getElementById("stop");
const hearing = document.getElementById("hearing");
const status = document.getElementById("status");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let context = null;
let master = null;
let playing = null;

function loudness() {
  const decibels = Number(volume.value);
  volume.setAttribute("aria-valuetext", decibels <= Number(volume.min) ? "off" : `${decibels} dB`);
  return decibels <= Number(volume.min) ? 0 : 10 ** (decibels / 20);
}

/** The context at the rate of the samples, so that edges fall on them; else at the device's own. */
function openContext() {
  if (context) return;
  try {
    context = new AudioContext({ sampleRate: data.rate });
  } catch {
    context = new AudioContext();
  }
  master = new GainNode(context, { gain: loudness() });
  master.connect(context.destination);
}

async function play(track) {
  stop();
  openContext();
  const sound = data.sounds[Number(track.dataset.sound)];
  const started = { track, sound, hearing: hearingOf(sound, hearing?.value), sources: new Set() };
  playing = started;
  show(track, true);
  await context.resume();
  if (playing !== started) return;
  // A whole number of samples, so that all runs start on samples.
  started.origin = Math.ceil((context.currentTime + START_SECONDS) * data.rate);
  started.gate = new GainNode(context);
  started.gate.connect(master);
  started.input = entrance(context, started.gate, sound, started.origin);
  started.scheduled = 0;
  advance();
  started.timer = setInterval(advance, TIMER_MS);
  started.frame = requestAnimationFrame(moveCursor);
}

/** The sample that is heard now. */
function position() {
  return context.currentTime * data.rate - playing.origin;
}

/** Schedules what comes next. */
function advance() {
  const { sources, input, scheduled } = playing;
  const until = Math.floor(position() + AHEAD_SECONDS * data.rate);
  if (until > scheduled) {
    for (const source of schedule(context, input, playing, scheduled, until)) {
      sources.add(source);
      source.onended = () => sources.delete(source);
    }
    playing.scheduled = until;
  }
  const ringsOn = playing.hearing === "bell" ? RINGS_ON_SECONDS * data.rate : 0;
  if (playing.sound.ends !== null && position() > playing.sound.ends + ringsOn) stop();
}

function stop() {
  if (!playing) return;
  const { track, sources, gate, timer, frame } = playing;
  playing = null;
  clearInterval(timer);
  cancelAnimationFrame(frame);
  if (gate) {
    // A short fade, so that stopping makes no click.
    gate.gain.setTargetAtTime(0, context.currentTime, FADE_SECONDS / 4);
    for (const source of sources) source.stop(context.currentTime + FADE_SECONDS);
    setTimeout(() => gate.disconnect(), 2000 * FADE_SECONDS);
  }
  show(track, false);
}

/** Shows on the button, the card and for a screen reader whether a track plays. */
function show(track, plays) {
  const button = track.querySelector(".play");
  const name = button.getAttribute("aria-label").replace(/^(Play|Stop) /, "");
  button.setAttribute("aria-label", `${plays ? "Stop" : "Play"} ${name}`);
  button.setAttribute("aria-pressed", String(plays));
  track.classList.toggle("playing", plays);
  stopButton.disabled = !plays;
  status.textContent = plays ? `Playing ${name}` : "Stopped";
  if (!plays) track.querySelector(".cursor").setAttribute("visibility", "hidden");
}

// Without motion the cursor steps instead of running.
const STEP_MS = 250;

function moveCursor() {
  if (!playing) return;
  const drawing = playing.track.querySelector(".timeline");
  const [total, lead, loop] = ["total", "lead", "loop"].map((key) => Number(drawing.dataset[key]));
  let ms = Math.max(0, (position() * 1000) / data.rate);
  if (calm.matches) ms = Math.floor(ms / STEP_MS) * STEP_MS;
  if (ms > lead) ms = loop > 0 ? lead + ((ms - lead) % loop) : Math.min(ms, lead);
  const cursor = drawing.querySelector(".cursor");
  const x = `${(100 * ms) / total}%`;
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
  cursor.setAttribute("visibility", "visible");
  playing.frame = requestAnimationFrame(moveCursor);
}

function toggle(track) {
  if (playing?.track === track) stop();
  else play(track);
}

for (const track of document.querySelectorAll(".track[data-sound]")) {
  track.querySelector(".play").addEventListener("click", () => {
    choose(track);
    toggle(track);
  });
}
stopButton?.addEventListener("click", stop);
volume?.addEventListener("input", () => {
  const gain = loudness();
  master?.gain.setTargetAtTime(gain, context.currentTime, 0.01);
});
hearing?.addEventListener("change", () => {
  if (playing) play(playing.track);
});

// ---- Search ------------------------------------------------------------------------------------

const search = document.getElementById("search");
const changes = document.getElementById("changes");
const count = document.getElementById("count");
const entries = [...document.querySelectorAll(".entry")];

/** Shows the entries that have every word that is searched for. */
function filter() {
  const words = search.value.toLowerCase().replaceAll("−", "-").split(/\s+/).filter(Boolean);
  for (const entry of entries) {
    const found = words.every((word) => entry.dataset.search.includes(word));
    entry.hidden = !found || (changes?.checked && entry.dataset.state === "unchanged");
  }
  for (const section of document.querySelectorAll("section.entries")) {
    section.hidden = !section.querySelector(".entry:not([hidden])");
  }
  const shown = entries.filter((entry) => !entry.hidden).length;
  count.textContent = shown === entries.length ? "" : `${shown} of ${entries.length}`;
}

search?.addEventListener("input", filter);
changes?.addEventListener("change", filter);
if (changes) {
  // The page of two equal files is no empty page.
  changes.checked = entries.some((entry) => entry.dataset.state !== "unchanged");
  filter();
}

// ---- Keys --------------------------------------------------------------------------------------

let chosen = null;

function choose(track) {
  chosen?.closest(".entry").classList.remove("chosen");
  chosen = track;
  chosen.closest(".entry").classList.add("chosen");
}

/** Goes on to the next track that is shown, or back to the last one. */
function step(by) {
  const tracks = [...document.querySelectorAll(".entry:not([hidden]) .track[data-sound]")];
  if (tracks.length === 0) return;
  const at = tracks.indexOf(chosen);
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), tracks.length - 1);
  choose(tracks[next]);
  tracks[next].querySelector(".play").focus({ preventScroll: true });
  tracks[next].closest(".entry").scrollIntoView({
    block: "nearest",
    behavior: calm.matches ? "auto" : "smooth",
  });
}

const KEYS = {
  "/": () => search?.focus(),
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  Escape: () => stop(),
  " ": () => {
    if (!chosen || chosen.closest("[hidden]")) step(1);
    if (chosen) toggle(chosen);
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inside = event.target.closest("input, select, textarea, summary, button");
  if (inside) {
    // The buttons that play are walked through; everything else keeps its own keys.
    if (event.key === "Escape") {
      if (inside !== search) stop();
      inside.blur();
      return;
    }
    const walks = inside.matches(".play") && event.key !== " ";
    if (!walks) return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

// ---- Colours and paper -------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];
const themeButton = document.getElementById("theme");

themeButton.addEventListener("click", () => {
  const root = document.documentElement;
  const theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  root.dataset.theme = theme;
  themeButton.textContent = `Theme: ${theme}`;
  const words = theme === "auto" ? "as the system has it" : theme;
  themeButton.setAttribute("aria-label", `Theme: ${words}`);
});

// What the tests look at.
globalThis.ringsmith = {
  render,
  context: () => context,
  playing: () => playing && Number(playing.track.dataset.sound),
};
