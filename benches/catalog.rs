//! Catalogs of files: by `ringsmith catalog` as a whole process, by sox and by ffmpeg one process a
//! file, by numpy in one process for all; and what is left below: the file system, the memory.
//!
//! The files are compared before anything is timed. The ratios are printed at the end. A folder on a
//! disk or in memory is chosen with `TMPDIR`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use rayon::prelude::*;
use ringsmith::analysis;
use ringsmith::asset::Asset;
use ringsmith::recording::{Channel, Recording};
use ringsmith::sink;
use ringsmith::synth::RenderOptions;
use ringsmith::timeline::Length;
use ringsmith::units::SampleRate;
use ringsmith::world;

const SECONDS: u64 = 5;
const RATES: [u32; 3] = [8_000, 16_000, 48_000];

/// A busy tone that a line of sox can say: one on time, one off time, plain sines.
struct Busy {
    country: &'static str,
    name: String,
    rate: u32,
    on: u32,
    off: u32,
    /// Hertz, and the amplitude as a share of full scale.
    sines: Vec<(f64, f64)>,
    asset: Asset,
}

impl Busy {
    fn place(&self) -> String {
        format!("{}/{}-{}-pcm16.wav", self.country, self.name, self.rate)
    }

    /// The arguments of sox, which has a channel for each sine and mixes them.
    fn sox(&self, path: &Path) -> Command {
        let seconds = |ms: u32| format!("{}", f64::from(ms) / 1000.0);
        let mut command = Command::new("sox");
        command.args(["-D", "-n", "-c", "1", "-b", "16", "-r"]).arg(self.rate.to_string());
        command.arg(path).args(["synth", &seconds(self.on)]);
        for (hertz, _) in &self.sines {
            command.args(["sine", &hertz.to_string()]);
        }
        let mix = (1..).zip(&self.sines).map(|(channel, (_, share))| format!("{channel}v{share}"));
        command.args(["remix", &mix.collect::<Vec<_>>().join(",")]);
        let times = SECONDS * 1000 / u64::from(self.on + self.off);
        command.args(["pad", "0", &seconds(self.off), "repeat", &times.to_string()]);
        command.args(["trim", "0", &SECONDS.to_string()]);
        command
    }

    fn ffmpeg(&self, path: &Path) -> Command {
        let (on, cycle) = (f64::from(self.on) / 1e3, f64::from(self.on + self.off) / 1e3);
        let sine =
            |(hertz, share): &(f64, f64)| format!("{share}*sin(2*PI*{hertz}*mod(t,{cycle}))");
        let sines: Vec<_> = self.sines.iter().map(sine).collect();
        let (sum, rate) = (sines.join("+"), self.rate);
        let source = format!("aevalsrc='({sum})*lt(mod(t,{cycle}),{on})':s={rate}:d={SECONDS}");
        let mut command = Command::new("ffmpeg");
        command.args(["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", &source]);
        command.args(["-c:a", "pcm_s16le"]).arg(path);
        command
    }

    /// What `benches/catalog.py` reads.
    fn json(&self, path: &Path) -> serde_json::Value {
        let (frequencies, amplitudes): (Vec<_>, Vec<_>) = self.sines.iter().copied().unzip();
        serde_json::json!({
            "path": path, "rate": self.rate, "duration": SECONDS * 1000, "on": self.on,
            "off": self.off, "frequencies": frequencies, "amplitudes": amplitudes,
        })
    }
}

/// The busy tones of all countries that are as simple as that.
fn busy_tones() -> Vec<Busy> {
    let mut tones = Vec::new();
    for country in world::countries() {
        let set = country.tones();
        let Some(tone) = set.tone_by_id("bt") else { continue };
        let (signal, cadence) = (&tone.signal, tone.signal.cadence());
        let ([voice], [], [pair]) = (signal.voices(), cadence.lead(), cadence.cycle()) else {
            continue;
        };
        if cadence.is_continuous() || voice.components().iter().any(|it| it.modulation.is_some()) {
            continue;
        }
        let sines = voice.components().iter().map(|it| {
            let below_full_scale = f64::from(it.level.hundredths() - 314) / 100.0;
            (f64::from(it.frequency.millihertz()) / 1e3, 10_f64.powf(below_full_scale / 20.0))
        });
        let sines: Vec<_> = sines.collect();
        for hertz in RATES {
            let rate = SampleRate::new(hertz).unwrap();
            let samples = Length::Millis(SECONDS * 1000).samples(cadence, rate, 0).unwrap();
            let name = format!("tone-{}-{}", tone.number, tone.name());
            let asset = Asset {
                place: PathBuf::new(),
                signal: signal.clone(),
                rate,
                options: RenderOptions::default(),
                recording: sink::Recording { samples, ..sink::Recording::default() },
            };
            let (on, off, sines) = (pair.on.0, pair.off.0, sines.clone());
            let country = country.code();
            tones.push(Busy { country, name, rate: hertz, on, off, sines, asset });
        }
    }
    tones
}

fn catalog(plan: &Path, out: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ringsmith"));
    command.arg("catalog").arg(plan).arg("-o").arg(out).stdout(Stdio::null());
    command
}

fn run(mut command: Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

fn plan(tones: &[Busy], folder: &Path) -> PathBuf {
    let mut countries: Vec<_> = tones.iter().map(|tone| tone.country).collect();
    countries.dedup();
    let path = folder.join("plan.toml");
    let text = format!(
        "[[render]]\ncountries = {countries:?}\ntones = [\"bt\"]\nrates = {RATES:?}\n\
         encodings = [\"pcm16\"]\nduration = {}\n",
        SECONDS * 1000
    );
    fs::write(&path, text).unwrap();
    path
}

/// That a file of a peer has the tone that it is to have: what is measured in it is what is asked for.
fn assert_right(path: &Path, tone: &Busy) {
    let name = path.display();
    let recording = Recording::open(path, Channel::Only).unwrap();
    assert_eq!(recording.samples.len() as u64, SECONDS * u64::from(tone.rate), "{name}");
    let found = analysis::measure(&recording.samples, recording.rate);
    let [voice] = found.voices.as_slice() else { panic!("{name}: {:?}", found.voices) };
    assert_eq!(voice.components.len(), tone.sines.len(), "{name}");
}

/// Makes the directory `out` anew. To write over a file is dearer than to make one: some file systems
/// bring it to the disk at once.
fn empty(folder: &Path) {
    let out = folder.join("out");
    let _ = fs::remove_dir_all(&out);
    fs::create_dir(&out).unwrap();
}

/// Seconds that `work` takes.
fn timed(work: impl FnOnce()) -> f64 {
    let started = Instant::now();
    work();
    started.elapsed().as_secs_f64()
}

/// Seconds of processors that this process and those that it has waited for have taken, where Linux
/// says so: on a machine that others use too, they tell more than the clock.
fn processor_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold anything: fields 14 to 17 of proc(5).
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(4);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

/// Seconds for a file.
#[derive(Clone, Copy)]
struct Cost {
    /// The fewest of all runs, by the clock.
    clock: f64,
    /// Of processors, on average.
    processor: f64,
}

/// Contenders, and what each has taken for a file.
struct Contest<'a> {
    group: RefCell<BenchmarkGroup<'a, WallTime>>,
    costs: RefCell<BTreeMap<String, Cost>>,
}

impl Contest<'_> {
    /// Times a contender, which says how many seconds it took for so many files.
    fn time(&self, name: &str, files: usize, mut once: impl FnMut() -> f64) {
        let mut group = self.group.borrow_mut();
        group.throughput(Throughput::Elements(files as u64));
        let (mut best, mut runs, before) = (f64::INFINITY, 0, processor_seconds());
        group.bench_function(name, |b| {
            b.iter_custom(|times| {
                let took: Vec<_> = (0..times).map(|_| once()).collect();
                best = took.iter().copied().fold(best, f64::min);
                runs += times;
                Duration::from_secs_f64(took.iter().sum())
            });
        });
        let taken = processor_seconds() - before;
        #[expect(clippy::cast_precision_loss, reason = "some thousand files")]
        let (files, all) = (files as f64, files as f64 * runs as f64);
        let cost = Cost { clock: best / files, processor: taken / all };
        self.costs.borrow_mut().insert(name.to_owned(), cost);
    }

    fn tell(&self) {
        let costs = self.costs.borrow();
        let Some(ours) = costs.get("ringsmith catalog") else { return };
        println!("\nmicroseconds a file by the clock (the best run) and of processors (all runs),");
        println!("and each over that of `ringsmith catalog`:");
        for (name, cost) in costs.iter() {
            let (clock, processor) = (cost.clock * 1e6, cost.processor * 1e6);
            let over = (cost.clock / ours.clock, cost.processor / ours.processor);
            println!("{clock:>10.1} {:>8.3}  {processor:>10.1} {:>8.3}  {name}", over.0, over.1);
        }
    }
}

/// A contender that is not installed is left out, and said to be; in CI that is a failure.
fn missing(name: &str) {
    assert!(std::env::var_os("CI").is_none(), "{name} is not installed");
    println!("SKIPPED: {name} is not installed");
}

/// What a peer makes one by one; not timed where it is not there.
fn peer(
    contest: &Contest<'_>,
    name: &str,
    tones: &[&Busy],
    folder: &Path,
    make: fn(&Busy, &Path) -> Command,
) {
    if Command::new(name).arg("-version").output().is_err() {
        missing(name);
        return;
    }
    let path = |at: usize| folder.join(format!("out/{at}.wav"));
    empty(folder);
    run(make(tones[0], &path(0)));
    assert_right(&path(0), tones[0]);
    contest.time(name, tones.len(), || {
        empty(folder);
        timed(|| (0..).zip(tones).for_each(|(at, tone)| run(make(tone, &path(at)))))
    });
}

fn numpy(contest: &Contest<'_>, tones: &[Busy], folder: &Path) {
    const PYTHON: &str = "/usr/bin/python3";
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/catalog.py");
    let version = Command::new(PYTHON).arg(&script).arg("--version").output();
    if !version.is_ok_and(|output| output.status.success()) {
        missing("numpy");
        return;
    }
    let path = |at: usize| folder.join(format!("out/{at}.wav"));
    let lines = (0..).zip(tones).map(|(at, tone)| tone.json(&path(at)).to_string());
    let lines: Vec<_> = lines.collect();
    let render = |lines: &[String]| -> f64 {
        let mut child = Command::new(PYTHON)
            .arg(&script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    empty(folder);
    render(&lines[..1]);
    assert_right(&path(0), &tones[0]);
    contest.time("numpy, one process, one thread", tones.len(), || {
        empty(folder);
        render(&lines)
    });
}

fn main() {
    let quick = std::env::args().any(|arg| arg == "--test");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let mut tones = busy_tones();
    assert!(tones.len() > 300, "{} busy tones are plain", tones.len());
    if quick {
        tones.truncate(12);
    }
    let plan = plan(&tones, folder.path());
    run(catalog(&plan, &out));
    let files: Vec<_> =
        tones.iter().map(|tone| fs::read(out.join(tone.place())).unwrap()).collect();
    for (tone, file) in tones.iter().zip(&files).step_by(7) {
        assert_right(&out.join(tone.place()), tone);
        let mut bytes = Vec::new();
        tone.asset.write(&mut bytes, |_| Ok(())).unwrap();
        assert!(bytes == *file, "{}", tone.place());
    }

    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("catalog");
    group.sample_size(10).measurement_time(Duration::from_secs(8));
    let contest = Contest { group: RefCell::new(group), costs: RefCell::default() };
    contest.time("ringsmith catalog", tones.len(), || {
        empty(folder.path());
        timed(|| run(catalog(&plan, &out)))
    });
    contest.time("ringsmith catalog, all of it there", tones.len(), || {
        timed(|| run(catalog(&plan, &out)))
    });
    contest.time("ringsmith, one thread, within a process", tones.len(), || {
        empty(folder.path());
        timed(|| {
            for (at, tone) in tones.iter().enumerate() {
                let mut file = fs::File::create(out.join(format!("{at}.wav"))).unwrap();
                tone.asset.write(&mut file, |_| Ok(())).unwrap();
            }
        })
    });
    contest.time("the same bytes, written and renamed, all threads", tones.len(), || {
        empty(folder.path());
        let write = |(at, bytes): (usize, &Vec<u8>)| {
            let beside = out.join(format!("{at}.tmp"));
            fs::write(&beside, bytes).unwrap();
            fs::rename(&beside, out.join(format!("{at}.wav"))).unwrap();
        };
        timed(|| files.par_iter().enumerate().for_each(write))
    });
    contest.time("the same bytes, copied in memory", tones.len(), || {
        timed(|| files.iter().for_each(|bytes| drop(std::hint::black_box(bytes.clone()))))
    });
    numpy(&contest, &tones, folder.path());
    // Some of the files, of every rate: a process for each takes long.
    let some: Vec<_> = tones.iter().step_by(if quick { 4 } else { 19 }).collect();
    peer(&contest, "sox", &some, folder.path(), Busy::sox);
    peer(&contest, "ffmpeg", &some, folder.path(), Busy::ffmpeg);
    contest.tell();
}
