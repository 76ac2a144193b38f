//! The files that devices take, read back by programs that are not ours.
//!
//! `./check` installs them.

#![cfg(feature = "cli")]

#[path = "common/peer.rs"]
mod peer;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use peer::{has, output_of};
use ringsmith::asset::{Asset, Device, Stretch, Wish};
use ringsmith::codec::g722;
use ringsmith::codec::{Encoding, g711};
use ringsmith::model::{Component, Signal, Voice};
use ringsmith::sink::{Coding, Container, Recording};
use ringsmith::standard;
use ringsmith::synth::{RenderOptions, Renderer};
use ringsmith::units::{DbM0, Hertz, SampleRate};
use ringsmith::world;

const LOST: &str = "nobody else has read the files of devices";

/// What devices are asked to play: two components, three voices, a modulation, no edge at all, and
/// ringing with and without a lead.
fn signals() -> Vec<(String, Signal)> {
    let tones = standard::tones();
    let tone = |id: &str| (id.to_owned(), tones.tone_by_id(id).unwrap().signal.clone());
    let mut signals: Vec<_> = ["dt", "bt", "sit", "sl"].into_iter().map(tone).collect();
    let japan = world::country("jp").unwrap().tones();
    signals.push(("jp-rt".to_owned(), japan.tone_by_id("rt").unwrap().signal.clone()));
    let component =
        |hertz| Component::new(Hertz::new(hertz).unwrap(), DbM0::from_hundredths(-1900).unwrap());
    let voice = || Voice::new([component(440), component(480)]).unwrap();
    for number in [1, 2, 5] {
        let pattern = tones.pattern(number).unwrap();
        signals.push((format!("pattern-{number}"), pattern.voiced(voice())));
    }
    signals
}

/// A file of a device, in a folder.
struct File {
    path: PathBuf,
    asset: Asset,
}

impl File {
    /// The 16-bit samples that were rendered.
    fn rendered(&self) -> Vec<i16> {
        let Asset { signal, rate, options, recording, .. } = &self.asset;
        let mut samples = vec![0; usize::try_from(recording.samples).unwrap()];
        let renderer = Renderer::new(signal, *rate, *options).unwrap();
        renderer.render(recording.start, &mut samples);
        samples
    }

    /// What a decoder has to give for them, where nothing is lost that is heard.
    fn expected(&self) -> Option<Vec<i16>> {
        let through = |encode: fn(i16) -> u8, decode: fn(u8) -> i16| {
            self.rendered().into_iter().map(|sample| decode(encode(sample))).collect()
        };
        match self.asset.recording.coding {
            Coding::Samples(Encoding::Ulaw) => Some(through(g711::ulaw_encode, g711::ulaw_decode)),
            Coding::Samples(Encoding::Alaw) => Some(through(g711::alaw_encode, g711::alaw_decode)),
            Coding::Samples(_) => Some(self.rendered()),
            Coding::G722 => {
                let mut samples = Vec::new();
                g722::Decoder::default().decode(&fs::read(&self.path).unwrap(), &mut samples);
                Some(samples)
            }
            _ => None,
        }
    }

    /// What ffmpeg has to be told of a file that says nothing of itself, and the name that it gives to
    /// the coding.
    fn ffmpeg(&self) -> (Vec<String>, &'static str) {
        let recording = &self.asset.recording;
        let (format, codec) = match (recording.coding, recording.container) {
            (Coding::Samples(Encoding::Ulaw), _) => ("mulaw", "pcm_mulaw"),
            (Coding::Samples(Encoding::Alaw), _) => ("alaw", "pcm_alaw"),
            (Coding::Samples(Encoding::Pcm16), _) => ("s16le", "pcm_s16le"),
            (Coding::G722, _) => ("g722", "adpcm_g722"),
            (Coding::Vorbis, _) => ("ogg", "vorbis"),
            (coding, container) => panic!("{coding} in {container}"),
        };
        let rate = self.asset.rate.hertz().to_string();
        let said = match recording.container {
            Container::Raw if recording.coding == Coding::G722 => vec!["-f", format],
            Container::Raw => vec!["-f", format, "-ar", &rate, "-ac", "1"],
            _ => vec![],
        };
        (said.into_iter().map(str::to_owned).collect(), codec)
    }

    /// What `ffprobe` says of the file's one stream.
    fn probed(&self) -> String {
        let (said, _) = self.ffmpeg();
        let entries = "stream=codec_name,sample_rate,channels:stream_tags";
        let mut ffprobe = Command::new("ffprobe");
        ffprobe.args(["-v", "error"]).args(said).args(["-show_entries", entries]);
        ffprobe.args(["-of", "default=nw=1"]).arg(&self.path);
        String::from_utf8(output_of(&mut ffprobe)).unwrap()
    }

    /// What `ffmpeg` decodes.
    fn decoded(&self) -> Vec<i16> {
        let (said, _) = self.ffmpeg();
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-v", "error", "-xerror"]).args(said).arg("-i").arg(&self.path);
        ffmpeg.args(["-f", "s16le", "-c:a", "pcm_s16le", "-"]);
        linear(&output_of(&mut ffmpeg))
    }
}

fn linear(bytes: &[u8]) -> Vec<i16> {
    bytes.chunks_exact(2).map(|pair| i16::from_le_bytes(pair.try_into().unwrap())).collect()
}

/// Writes every file of a signal for a device.
fn files(device: Device, name: &str, signal: &Signal, folder: &Path) -> Vec<File> {
    let wish = Wish { title: Some(format!("Tone {name}")), ..Wish::default() };
    let plan = device.plan(name, signal, &wish).unwrap();
    let write = |asset: Asset| {
        let path = folder.join(device.name()).join(&asset.place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        asset.write(&mut fs::File::create(&path).unwrap(), |_| Ok(())).unwrap();
        File { path, asset }
    };
    plan.assets.into_iter().map(write).collect()
}

/// How far the samples that were decoded are from those that were rendered, in dB below the tone.
fn lost_db(found: &[i16], expected: &[i16]) -> f64 {
    let power = |samples: &mut dyn Iterator<Item = f64>| samples.map(|x| x * x).sum::<f64>();
    let pairs = || found.iter().zip(expected);
    let error = power(&mut pairs().map(|(&a, &b)| f64::from(a) - f64::from(b)));
    let tone = power(&mut pairs().map(|(_, &b)| f64::from(b)));
    10.0 * (error / tone).log10()
}

#[test]
fn ffmpeg_reads_every_file_of_every_device_as_it_was_meant() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut read = 0;
    for device in Device::ALL {
        for (name, signal) in signals() {
            for file in files(device, &name, &signal, folder.path()) {
                let path = file.path.display();
                let found = file.decoded();
                if let Some(expected) = file.expected() {
                    assert!(found == expected, "{path}: samples");
                } else {
                    let expected = file.rendered();
                    assert_eq!(found.len(), expected.len(), "{path}: samples");
                    // 29 to 45 dB were measured of telephone tones at this quality; a block of the wrong
                    // place, one too few or a faded end is above 20.
                    let lost = lost_db(&found, &expected);
                    assert!(lost < -25.0, "{path}: {lost:.1} dB");
                }
                read += 1;
            }
        }
    }
    assert_eq!(
        read,
        signals().len()
            * Device::ALL.map(|device| device.files(&Wish::default())).iter().sum::<usize>()
    );
}

#[test]
fn ffprobe_finds_coding_rate_and_tags_in_every_form() {
    if !has("ffprobe", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (name, signal) = signals().swap_remove(1);
    for device in Device::ALL {
        for file in files(device, &name, &signal, folder.path()) {
            let (path, probed) = (file.path.display(), file.probed());
            let mut expected = vec![
                format!("codec_name={}", file.ffmpeg().1),
                format!("sample_rate={}", file.asset.rate.hertz()),
                "channels=1".to_owned(),
            ];
            if file.asset.recording.container == Container::Ogg {
                expected.push(format!("TAG:TITLE=Tone {name}"));
                expected.push("TAG:ANDROID_LOOP=true".to_owned());
            }
            for line in expected {
                assert!(probed.lines().any(|found| found == line), "{path}: {line}: {probed}");
            }
        }
    }
}

#[test]
fn sox_knows_the_headers_that_there_are() {
    if !has("sox", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (name, signal) = signals().swap_remove(1);
    for device in Device::ALL {
        for file in files(device, &name, &signal, folder.path()) {
            let recording = &file.asset.recording;
            if recording.container == Container::Raw {
                continue;
            }
            let info = |option: &str| {
                let mut sox = Command::new("sox");
                String::from_utf8(output_of(sox.args(["--info", option]).arg(&file.path))).unwrap()
            };
            let path = file.path.display();
            assert_eq!(info("-r").trim(), file.asset.rate.hertz().to_string(), "{path}");
            assert_eq!(info("-c").trim(), "1", "{path}");
            assert_eq!(info("-s").trim(), recording.samples.to_string(), "{path}");
        }
    }
}

/// The comments, as the tool of the format's own makers lists them.
#[test]
fn vorbiscomment_lists_the_title_and_the_loop() {
    if !has("vorbiscomment", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, signal) in signals() {
        for file in files(Device::Versity, &name, &signal, folder.path()) {
            let listed = output_of(Command::new("vorbiscomment").arg("-l").arg(&file.path));
            let looped =
                if file.asset.recording.repeat.is_some() { "ANDROID_LOOP=true\n" } else { "" };
            let expected = format!("TITLE=Tone {name}\n{looped}");
            assert_eq!(String::from_utf8(listed).unwrap(), expected);
        }
    }
}

/// A player that begins an Ogg again at its end plays the signal on: two files of decoded sound are as
/// near to a longer render as one is, also where they join.
#[test]
fn a_looping_ogg_played_twice_is_the_longer_render() {
    if !has("ffmpeg", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (name, signal) in signals() {
        for mut file in files(Device::Android, &name, &signal, folder.path()) {
            if file.asset.recording.repeat.is_none() {
                continue;
            }
            let twice = file.decoded().repeat(2);
            let once = usize::try_from(file.asset.recording.samples).unwrap();
            file.asset.recording.samples *= 2;
            let expected = file.rendered();
            let lost = lost_db(&twice, &expected);
            assert!(lost < -25.0, "{name}: {lost:.1} dB");
            // 50 ms on both sides of the join, where it sounds there.
            let join = once - 800..once + 800;
            if expected[join.clone()].iter().any(|&sample| sample != 0) {
                let lost = lost_db(&twice[join.clone()], &expected[join]);
                assert!(lost < -20.0, "{name}, at the join: {lost:.1} dB");
            }
        }
    }
}

/// A player of WAV loops goes from the end of the loop to its start for ever. libsndfile says where they
/// are; what is played so is the longer render, sample for sample, at a rate too at which a cycle is no
/// whole number of samples.
#[test]
fn a_looping_wav_played_on_from_its_loop_point_is_the_longer_render() {
    if !has("sndfile-info", LOST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("loop.wav");
    let options = RenderOptions::default();
    let mut loops = 0;
    for (name, signal) in signals() {
        for rate in [8_000, 11_025].map(|hertz| SampleRate::new(hertz).unwrap()) {
            let stretch = Stretch::new(&signal, rate, options, 1, None).unwrap();
            let recording = stretch.recording(Recording::default());
            let renderer = Renderer::new(&signal, rate, options).unwrap();
            recording.write(&renderer, &mut fs::File::create(&path).unwrap(), |_| Ok(())).unwrap();
            let info = output_of(Command::new("sndfile-info").arg(&path));
            let Some([start, end]) = loop_of(&String::from_utf8(info).unwrap()) else {
                assert!(renderer.timeline().finished_at().is_some(), "{name}: no loop");
                continue;
            };
            let mut reader = hound::WavReader::open(&path).unwrap();
            let mut played: Vec<i16> = reader.samples().map(Result::unwrap).collect();
            assert_eq!(played.len(), end + 1, "{name}: the loop ends with the file");
            let again = played[start..].to_vec();
            played.extend(again.repeat(2));
            let mut expected = vec![0; played.len()];
            renderer.render(0, &mut expected);
            assert!(played == expected, "{name} at {rate}");
            loops += 1;
        }
    }
    assert!(loops > 10, "{loops} loops were played");
}

/// First and last sample of the loop that `sndfile-info` prints.
fn loop_of(info: &str) -> Option<[usize; 2]> {
    let line = info.lines().find(|line| line.trim_start().starts_with("Cue ID"))?;
    let words: Vec<_> = line.split_whitespace().collect();
    let after = |name| {
        let place = words.iter().position(|word| *word == name).unwrap();
        words[place + 2].parse().unwrap()
    };
    Some([after("Start"), after("End")])
}
