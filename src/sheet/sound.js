"use strict";

// What is heard: samples, and the schedule on which they are played. Everything that the page plays
// is in the element #sounds:
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
