//! The default sound card.

use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{ErrorKind, OutputCallbackInfo, SampleFormat, SizedSample, SupportedStreamConfig};
use ringsmith::synth::{Renderer, Sample};
use ringsmith::units::SampleRate;

use crate::Failure;
use crate::progress::Progress;

/// How often progress is drawn and an interruption looked for.
const LOOK: Duration = Duration::from_millis(50);

/// The longest that is waited for a device to play what it was given last.
const LATENCY: Duration = Duration::from_secs(2);

/// A stretch of a signal to play.
pub struct Part {
    pub name: String,
    pub renderer: Renderer,
    pub start: u64,
    pub samples: u64,
}

/// The default output device, and how it is played to.
pub struct Device {
    output: cpal::Device,
    config: SupportedStreamConfig,
    rate: SampleRate,
}

/// What the thread of the device tells.
enum News {
    /// So many samples were given to it.
    Samples(u64),
    /// The last ones were, and sound after this time at the latest.
    Last(Duration),
    /// It cannot go on.
    Failed(String),
}

impl Device {
    pub fn open() -> Result<Self, String> {
        let output = cpal::default_host().default_output_device();
        let output = output.ok_or("there is no sound card")?;
        let config = config_of(&output).map_err(|error| format!("the sound card: {error}"))?;
        let rate = SampleRate::new(config.sample_rate()).map_err(|error| {
            format!("the sound card takes {} Hz: {error}", config.sample_rate())
        })?;
        Ok(Self { output, config, rate })
    }

    /// The rate that it takes.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Plays the parts one after the other, and returns when they have sounded.
    pub fn play(&self, parts: Vec<Part>) -> Result<(), Failure> {
        let (hertz, channels) = (self.rate.hertz(), self.config.channels());
        let format = self.config.sample_format();
        let mut out = anstream::stdout().lock();
        for part in &parts {
            let (name, samples) = (&part.name, part.samples);
            writeln!(
                out,
                "{name}: {samples} samples at {hertz} Hz, {format}, on {channels} channels"
            )?;
        }
        drop(out);
        match format {
            SampleFormat::I16 => self.play_as::<i16>(parts),
            _ => self.play_as::<f32>(parts),
        }
    }

    fn play_as<S: Sample + SizedSample + Send + 'static>(
        &self,
        parts: Vec<Part>,
    ) -> Result<(), Failure> {
        let progress = Progress::new(parts.iter().map(|part| part.samples).sum());
        // Room enough for what is told between two looks; what finds none is told later.
        let (news, told) = mpsc::sync_channel(256);
        let failed = news.clone();
        let mut feed = Feed::<S>::new(parts, self.config.channels().into(), self.rate, news);
        let stream = self.output.build_output_stream(
            self.config.config(),
            move |out: &mut [S], info: &OutputCallbackInfo| feed.fill(out, info),
            move |error| {
                // What only makes a gap or a delay does not end the sound.
                let passes = [ErrorKind::Xrun, ErrorKind::DeviceChanged, ErrorKind::RealtimeDenied];
                if !passes.contains(&error.kind()) {
                    let _ = failed.try_send(News::Failed(error.to_string()));
                }
            },
            None,
        );
        let trouble = |error: String| Failure::Trouble(format!("the sound card: {error}"));
        let stream = stream.map_err(|error| trouble(error.to_string()))?;
        stream.play().map_err(|error| trouble(error.to_string()))?;
        loop {
            let done = match told.recv_timeout(LOOK) {
                Ok(News::Samples(samples)) => samples,
                Ok(News::Last(latency)) => {
                    std::thread::sleep(latency.min(LATENCY));
                    break;
                }
                Ok(News::Failed(error)) => return Err(trouble(error)),
                Err(RecvTimeoutError::Timeout) => 0,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if progress.advance(done).is_err() {
                // An interruption: the stream ends with this function, what it holds is not played.
                break;
            }
        }
        progress.finish();
        Ok(())
    }
}

/// The default of the device if its samples are ours; else the best of what it takes in 16 bits or
/// float.
fn config_of(device: &cpal::Device) -> Result<SupportedStreamConfig, cpal::Error> {
    let ours = |format| matches!(format, SampleFormat::F32 | SampleFormat::I16);
    let default = device.default_output_config()?;
    if ours(default.sample_format()) {
        return Ok(default);
    }
    let ranges = device.supported_output_configs()?.filter(|range| ours(range.sample_format()));
    let best = ranges.max_by(cpal::SupportedStreamConfigRange::cmp_default_heuristics);
    // Where there is none, building the stream says what is the matter.
    Ok(best.map_or(default, |range| {
        range.try_with_standard_sample_rate().unwrap_or_else(|| range.with_max_sample_rate())
    }))
}

/// Fills the buffers of the device. Runs on its thread: allocates nothing, waits for nothing.
struct Feed<S> {
    parts: Vec<Part>,
    /// The part that is played, and its samples that were.
    at: usize,
    done: u64,
    channels: usize,
    rate: SampleRate,
    scratch: [S; 512],
    news: SyncSender<News>,
    untold: u64,
    ended: bool,
}

impl<S: Sample> Feed<S> {
    fn new(parts: Vec<Part>, channels: usize, rate: SampleRate, news: SyncSender<News>) -> Self {
        let (at, done, untold, ended) = (0, 0, 0, false);
        let scratch = [S::default(); 512];
        Self { parts, at, done, channels, rate, scratch, news, untold, ended }
    }

    /// Fills a buffer of frames, the same sample on every channel; with silence after the end.
    fn fill(&mut self, out: &mut [S], info: &OutputCallbackInfo) {
        let frames = out.len() / self.channels;
        for block in out.chunks_mut(self.scratch.len() * self.channels) {
            let count = self.render(block.len() / self.channels);
            let (sounding, silent) = block.split_at_mut(count * self.channels);
            for (frame, sample) in sounding.chunks_mut(self.channels).zip(&self.scratch) {
                frame.fill(*sample);
            }
            silent.fill(S::default());
        }
        self.tell(frames, info);
    }

    /// Renders up to so many samples into the scratch; fewer at the end.
    fn render(&mut self, wanted: usize) -> usize {
        let mut count = 0;
        while let Some(part) = self.parts.get(self.at).filter(|_| count < wanted) {
            let left = usize::try_from(part.samples - self.done).unwrap_or(usize::MAX);
            let now = left.min(wanted - count);
            let position = part.start.saturating_add(self.done);
            part.renderer.render(position, &mut self.scratch[count..count + now]);
            count += now;
            self.done += now as u64;
            if self.done == part.samples {
                (self.at, self.done) = (self.at + 1, 0);
            }
        }
        self.untold += count as u64;
        count
    }

    fn tell(&mut self, frames: usize, info: &OutputCallbackInfo) {
        if self.untold > 0 && self.news.try_send(News::Samples(self.untold)).is_ok() {
            self.untold = 0;
        }
        if self.at == self.parts.len() && !self.ended {
            let times = info.timestamp();
            let queued = times.playback.saturating_duration_since(times.callback);
            let own = Duration::from_secs(frames as u64) / self.rate.hertz();
            let latency = queued + own;
            self.ended = self.news.try_send(News::Last(latency)).is_ok();
        }
    }
}
