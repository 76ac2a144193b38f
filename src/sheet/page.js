"use strict";

// What the page does: it plays the sounds on a schedule, moves the cursor, searches, and listens to
// keys. Everything that it plays is in the element #sounds:
//
//   rate     samples a second, of everything
//   voices   [{ samples: 16 bits, little-endian, base64; repeats: whether they go on from the start }]
//   sounds   [{ once:  [[start, end, voice]], runs of samples that sound once; an end of null is none
//               again: the same, every so many samples
//               every: 0 if nothing is repeated
//               ends:  the sample after which it is silent for ever, or null
//               heard: for each way to hear it, the places of its voices
//               bell:  the ringing frequency in Hz, if it may ring a bell
//               swell: { from, to (dB), over (samples) }, if it grows louder }]

const data = JSON.parse(document.getElementById("sounds").textContent);
const FULL_SCALE = 32768;

// ---- Samples -----------------------------------------------------------------------------------

const buffers = new Map();

/** The samples of a voice, decoded when they are first needed. */
function voiceBuffer(place) {
  const key = `voice ${place}`;
  if (!buffers.has(key)) {
    const bytes = Uint8Array.from(atob(data.voices[place].samples), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const samples = new Float32Array(bytes.length / 2);
    for (let i = 0; i < samples.length; i += 1) {
      samples[i] = view.getInt16(2 * i, true) / FULL_SCALE;
    }
    buffers.set(key, bufferOf(samples));
  }
  return buffers.get(key);
}

function bufferOf(samples) {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: data.rate });
  buffer.copyToChannel(samples, 0);
  return buffer;
}

// The bell is an illustration, no standard: two gongs a major third apart, which a clapper strikes in
// turn, one at each swing of the ringing current. A gong is a few partials that die away; it rings on
// after the current has stopped.
const GONGS = [1015, 1270];
const PARTIALS = [
  { ratio: 1, strength: 1, seconds: 0.35 },
  { ratio: 2.02, strength: 0.5, seconds: 0.2 },
  { ratio: 2.74, strength: 0.35, seconds: 0.12 },
];
const RINGS_ON_SECONDS = 1.6;
const BELL_PEAK = 0.35;
// A bell that rings without a pause is played in pieces of this length.
const LONGEST_BELL_SECONDS = 20;

/** A bell that is rung by so many samples of ringing current, and its ringing on. */
function bellBuffer(ringingHertz, length) {
  const key = `bell ${ringingHertz} ${length}`;
  if (buffers.has(key)) return buffers.get(key);
  const samples = new Float32Array(length + Math.round(RINGS_ON_SECONDS * data.rate));
  GONGS.forEach((hertz, gong) => {
    // The strokes of this gong: every period of the current, the other gong half a period later.
    const strokes = new Set();
    for (let stroke = 0; ; stroke += 1) {
      const at = Math.round(((stroke + gong / 2) * data.rate) / ringingHertz);
      if (at >= length) break;
      strokes.add(at);
    }
    for (const { ratio, strength, seconds } of PARTIALS) {
      ring(samples, strokes, { hertz: hertz * ratio, strength, seconds });
    }
  });
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const scale = peak > 0 ? BELL_PEAK / peak : 0;
  buffers.set(key, bufferOf(samples.map((sample) => sample * scale)));
  return buffers.get(key);
}

/** Adds a resonance that is struck at these samples. */
function ring(samples, strokes, { hertz, strength, seconds }) {
  const decay = Math.exp(-1 / (seconds * data.rate));
  const turn = (2 * Math.PI * hertz) / data.rate;
  const [a, b] = [2 * decay * Math.cos(turn), -decay * decay];
  let [last, before] = [0, 0];
  for (let i = 0; i < samples.length; i += 1) {
    const struck = strokes.has(i) ? strength * Math.sin(turn) : 0;
    const now = a * last + b * before + struck;
    samples[i] += now;
    [before, last] = [last, now];
  }
}

// ---- Schedule ----------------------------------------------------------------------------------

/** The runs that start at the samples from `from` up to `until`. */
function* runsBetween(sound, from, until) {
  for (const [start, end, voice] of sound.once) {
    if (start >= from && start < until) yield { start, end, voice };
  }
  if (sound.every === 0) return;
  const [first] = sound.again[0];
  for (let pass = Math.max(0, Math.floor((from - first) / sound.every) - 1); ; pass += 1) {
    const shift = pass * sound.every;
    if (first + shift >= until) return;
    for (const [start, end, voice] of sound.again) {
      const at = start + shift;
      if (at >= from && at < until) yield { start: at, end: end + shift, voice };
    }
  }
}

/**
 * The time of a sample, in seconds of a context's clock: the first number whose product with the rate
 * is no less than the sample. The quotient itself may be less by the last bit, and then Chromium
 * takes a source for one that starts between two samples, and interpolates.
 */
function timeOf(sample) {
  let seconds = sample / data.rate;
  while (seconds * data.rate < sample) seconds += seconds * Number.EPSILON;
  return seconds;
}

/**
 * Schedules the runs that start at the samples from `from` up to `until`, where the sound's sample 0
 * is the sample `origin` of the context. Times are absolute, so nothing drifts; every run starts at
 * its phase 0, so it is its voice from the start. The same for what is heard and for what is rendered.
 */
function schedule(context, output, { sound, hearing, origin }, from, until) {
  const time = (sample) => timeOf(origin + sample);
  const sources = [];
  for (const { start, end, voice } of runsBetween(sound, from, until)) {
    const source = new AudioBufferSourceNode(context);
    if (hearing === "bell") {
      const most = LONGEST_BELL_SECONDS * data.rate;
      source.loop = end === null || end - start > most;
      source.buffer = bellBuffer(sound.bell, source.loop ? most : end - start);
      if (source.loop) source.loopEnd = LONGEST_BELL_SECONDS;
    } else {
      const place = sound.heard[hearing][voice];
      source.buffer = voiceBuffer(place);
      source.loop = data.voices[place].repeats;
    }
    source.connect(output);
    source.start(time(start));
    if (end !== null && (hearing !== "bell" || source.loop)) source.stop(time(end));
    sources.push(source);
  }
  return sources;
}

/** What a sound passes through: the gain of its swell, if it has one. */
function entrance(context, output, sound, origin) {
  if (!sound.swell) return output;
  const { from, to, over } = sound.swell;
  const factor = (decibels) => 10 ** (decibels / 20);
  const node = new GainNode(context, { gain: factor(from) });
  node.gain.setValueAtTime(factor(from), timeOf(origin));
  // Exponential in amplitude is linear in decibels.
  if (over > 0) node.gain.exponentialRampToValueAtTime(factor(to), timeOf(origin + over));
  else node.gain.setValueAtTime(factor(to), timeOf(origin));
  node.connect(output);
  return node;
}

/** The ways in which a sound can be heard, the wanted one if it is one of them. */
function hearingOf(sound, wanted) {
  if (wanted === "bell" && sound.bell) return "bell";
  return wanted in sound.heard ? wanted : Object.keys(sound.heard)[0];
}

/** Renders the first samples of a sound without playing them: what the tests compare. */
async function render(place, samples, wanted) {
  const context = new OfflineAudioContext(1, samples, data.rate);
  const sound = data.sounds[place];
  const playing = { sound, hearing: hearingOf(sound, wanted), origin: 0 };
  schedule(context, entrance(context, context.destination, sound, 0), playing, 0, samples);
  const rendered = await context.startRendering();
  return rendered.getChannelData(0);
}

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
