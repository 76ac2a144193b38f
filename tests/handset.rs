//! A folder of ring tones made by programs that are not ours: the library it makes, every problem
//! of it, and what ffprobe thinks the titles are. testdata/README.md says how each file was made.

#[path = "common/peer.rs"]
mod peer;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ringsmith::handset::{
    FileDiagnostic, Folder, Format, Reference, RingTone, Series, TitledBy, WavAudio, WavEncoding,
    Wishes, choose, read_folder,
};

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name)
}

fn ring_tones() -> Folder {
    read_folder(testdata("ringtones")).unwrap()
}

fn name(ring_tone: &RingTone) -> &str {
    ring_tone.file.file_name().unwrap().to_str().unwrap()
}

/// Every file that is a ring tone, with its title.
const LIBRARY: [(&str, &str, TitledBy, Format); 14] = [
    ("Code Blue.wav", "Code Blue", TitledBy::FileName, Format::Wav),
    ("HARPSTRINGS.WAV", "HARPSTRINGS", TitledBy::FileName, Format::Wav),
    ("bell-phone.ogg", "bellphone.wav", TitledBy::Tag, Format::Ogg),
    ("bell.ogg", "Bell Phone", TitledBy::Tag, Format::Ogg),
    ("chime.wav", "Door Chime", TitledBy::Tag, Format::Wav),
    ("harp.mp3", "Harp Strings", TitledBy::Tag, Format::Mp3),
    ("id3v1.mp3", "Old Phone", TitledBy::Tag, Format::Mp3),
    ("latin-1.wav", "Glöckchen 1", TitledBy::Tag, Format::Wav),
    ("linear.wav", "Disc Quality", TitledBy::Tag, Format::Wav),
    ("ogg-inside.mp3", "Inside", TitledBy::Tag, Format::Ogg),
    ("piped.wav", "Piped", TitledBy::Tag, Format::Wav),
    ("truncated.wav", "Door Chime 2", TitledBy::Tag, Format::Wav),
    ("utf-16.mp3", "Glöckchen 16", TitledBy::Tag, Format::Mp3),
    ("utf-8.mp3", "Glöckchen 8", TitledBy::Tag, Format::Mp3),
];

#[test]
fn the_library_is_every_ring_tone_in_the_order_of_the_file_names() {
    let folder = ring_tones();
    let found: Vec<_> = folder.library.ring_tones().iter().collect();
    let rows: Vec<_> =
        found.iter().map(|t| (name(t), t.title.as_str(), t.titled_by, t.format)).collect();
    assert_eq!(rows, LIBRARY);
}

#[test]
fn every_problem_of_the_folder_is_said() {
    let folder = testdata("ringtones").display().to_string() + "/";
    let said: Vec<String> = ring_tones()
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.to_string().replace(&folder, ""))
        .collect();
    assert_eq!(
        said,
        [
            "bell.ogg: warning[duplicate-title]: the title `Bell Phone` finds bell-phone.ogg \
             instead",
            "empty.mp3: error[empty-file]: the file is empty",
            "harp.mp3: warning[duplicate-title]: the title `Harp Strings` finds HARPSTRINGS.WAV \
             instead",
            "notes.wav: error[not-audio]: the file holds no WAV, MP3 or Ogg Vorbis",
            "ogg-inside.mp3: warning[wrong-extension]: the extension says MP3, but the file holds \
             Ogg Vorbis",
            "opus.ogg: error[other-audio-format]: the file holds Opus in Ogg, expected WAV, MP3 \
             or Ogg Vorbis",
            "tag-only.mp3: error[corrupt-file]: the MP3 file is corrupt: nothing follows its ID3 tag",
            "truncated-audio.ogg: error[corrupt-file]: the Ogg Vorbis file is corrupt: it has no \
             audio",
            "truncated-headers.ogg: error[corrupt-file]: the Ogg Vorbis file is corrupt: its \
             headers are cut off",
            "truncated.wav: warning[cut-short]: the file ends before its audio does",
        ]
    );
}

#[test]
fn a_title_is_what_ffprobe_reads_too() {
    if !peer::has("ffprobe", "nobody else has read the titles") {
        return;
    }
    for ring_tone in ring_tones().library.ring_tones() {
        // ffprobe prints the bytes of a title in Latin-1 as they are.
        if name(ring_tone) == "latin-1.wav" {
            continue;
        }
        let entries = "format_tags=title:stream_tags=title";
        let args = ["-v", "error", "-show_entries", entries, "-of", "default=nw=1:nk=1"];
        let output = Command::new("ffprobe").args(args).arg(&ring_tone.file).output().unwrap();
        let title = String::from_utf8(output.stdout).unwrap();
        let expected = match ring_tone.titled_by {
            TitledBy::Tag => ring_tone.title.as_str(),
            TitledBy::FileName => "",
        };
        assert_eq!(title.trim(), expected, "{}", ring_tone.file.display());
    }
}

#[test]
fn the_audio_of_a_wav_is_what_ffprobe_reads_too() {
    if !peer::has("ffprobe", "nobody else has read the audio") {
        return;
    }
    for ring_tone in ring_tones().library.ring_tones() {
        let Some(WavAudio { encoding, hertz, channels, file_bytes }) = ring_tone.wav else {
            assert_ne!(ring_tone.format, Format::Wav, "{ring_tone}");
            continue;
        };
        let entries = "stream=codec_name,sample_rate,channels:format=size";
        let args = ["-v", "error", "-show_entries", entries, "-of", "default=nw=1:nk=1"];
        let output = Command::new("ffprobe").args(args).arg(&ring_tone.file).output().unwrap();
        let name = match encoding {
            WavEncoding::Linear => "pcm_s16le",
            WavEncoding::Alaw => "pcm_alaw",
            WavEncoding::Ulaw => "pcm_mulaw",
            WavEncoding::Other(tag) => panic!("{ring_tone}: tag {tag}"),
        };
        let found = String::from_utf8(output.stdout).unwrap();
        let expected = format!("{name}\n{hertz}\n{channels}\n{file_bytes}\n");
        assert_eq!(found, expected, "{ring_tone}");
    }
}

#[test]
fn the_84_series_says_what_it_does_not_play_and_what_it_cuts_off() {
    let folder = ring_tones();
    let wishes = Wishes {
        alert_info: Some(Reference::read("ftp://localhost/linear.wav")),
        contact: Some(Reference::read("chime")),
        registration: Some(Reference::read("Door Chime")),
        ..Wishes::default()
    };
    assert_eq!(
        choose(&folder.library, Series::Series84, &wishes)
            .to_string()
            .replace(&(testdata("ringtones").display().to_string() + "/"), ""),
        "The registration decides: the ring tone `Door Chime` of the file chime.wav.\n\
         Alert-Info is passed over: 84-series handsets play only G.711 mono at 8000 Hz, and \
         linear.wav is linear, at 44100 Hz, of 2 channels.\n\
         The contact is passed over: no ring tone has the title `chime`."
    );
    let long = tempfile::tempdir().unwrap();
    let mut bytes = fs::read(testdata("ringtones/Code Blue.wav")).unwrap();
    // Silence behind the audio of 800 bytes, whose length stands in front of it.
    let header = bytes.len() - 800;
    bytes.resize(300_001, 0xFF);
    let data = u32::try_from(bytes.len() - header).unwrap();
    bytes[header - 4..header].copy_from_slice(&data.to_le_bytes());
    fs::write(long.path().join("Long.wav"), bytes).unwrap();
    let folder = read_folder(long.path()).unwrap();
    assert_eq!(folder.diagnostics, []);
    let wishes = Wishes { phone_default: Some(Reference::read("long")), ..Wishes::default() };
    let said = |series| {
        let choice = choose(&folder.library, series, &wishes).to_string();
        choice.lines().next().unwrap().ends_with("cut it off after 300000 bytes.")
    };
    assert_eq!(Series::ALL.map(said), [true, false, false]);
}

/// The values of `Alert-Info` that the vendor's papers print, on the series that they are for.
#[test]
fn the_references_of_the_manuals_find_their_ring_tones() {
    let folder = ring_tones();
    for (series, target, file) in [
        (Series::Pivot, "localhost/Bell Phone", Some("bell-phone.ogg")),
        (Series::Pivot, "bellphone.OGG", Some("bell-phone.ogg")),
        (Series::Pivot, "BELL PHONE", Some("bell-phone.ogg")),
        (Series::Pivot, "file://CodeBlue.ogg", Some("Code Blue.wav")),
        (Series::Versity, "file://bell.ogg", Some("bell.ogg")),
        (Series::Versity, "file://Bell%20Phone.ogg", Some("bell-phone.ogg")),
        (Series::Series84, "ftp://localhost/chime.wav", Some("chime.wav")),
        (Series::Series84, "ftp://localhost/Old Phone.wav", None),
        (Series::Series84, "file://chime.wav", None),
    ] {
        let alert_info = Some(Reference::read(target));
        let wishes = Wishes { alert_info, ..Wishes::default() };
        let choice = choose(&folder.library, series, &wishes);
        assert_eq!(choice.ring_tone().map(name), file, "{series}: {target}: {choice}");
    }
}

#[test]
fn a_title_that_cannot_be_one_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let to = |name: &str| folder.path().join(name);
    fs::copy(testdata("ringtones/Code Blue.wav"), to(" .wav")).unwrap();
    let audio = fs::read(testdata("ringtones/id3v1.mp3")).unwrap();
    // ID3v2.3: a tag of 330 bytes, seven bits to a byte, whose title has 319 characters.
    let tag = [b"ID3\x03\0\0\0\0\x02\x4ATIT2\0\0\x01\x40\0\0\0".as_slice(), &[b'x'; 319]].concat();
    fs::write(to("long.mp3"), [tag, audio].concat()).unwrap();
    let read = read_folder(folder.path()).unwrap();
    let titles: Vec<&str> = read.library.ring_tones().iter().map(|t| t.title.as_str()).collect();
    assert_eq!(titles, [" ", "long"]);
    let said: Vec<String> = read.diagnostics.iter().map(|d| d.problem.to_string()).collect();
    assert_eq!(
        said,
        [
            "the title is blank, so no title finds the ring tone",
            "a title of 319 characters, expected at most 255, so the file name is the title",
        ]
    );
}

#[test]
fn a_folder_that_is_not_there_is_an_error_of_its_own() {
    let error = read_folder(testdata("no such folder")).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_followed_and_folders_and_pipes_are_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let link = |from: &str, to: &str| {
        std::os::unix::fs::symlink(testdata("ringtones").join(from), folder.path().join(to))
    };
    link("bell.ogg", "linked.ogg").unwrap();
    link("subfolder", "folder.ogg").unwrap();
    link("no such file", "broken.ogg").unwrap();
    fs::create_dir(folder.path().join("album.wav")).unwrap();
    let pipe = folder.path().join("pipe.wav");
    assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    let read = read_folder(folder.path()).unwrap();
    let files: Vec<&str> = read.library.ring_tones().iter().map(name).collect();
    assert_eq!(files, ["linked.ogg"]);
    let said: Vec<(&str, bool)> = read
        .diagnostics
        .iter()
        .map(|d| (d.file.file_name().unwrap().to_str().unwrap(), d.is_error()))
        .collect();
    assert_eq!(said, [("broken.ogg", true)]);
}

#[test]
fn a_file_too_large_to_be_a_ring_tone_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    // A hole: it takes no space.
    let file = fs::File::create(folder.path().join("large.wav")).unwrap();
    file.set_len(1 << 40).unwrap();
    let read = read_folder(folder.path()).unwrap();
    assert!(read.library.ring_tones().is_empty());
    let [FileDiagnostic { problem, .. }] = &read.diagnostics[..] else {
        panic!("{:?}", read.diagnostics)
    };
    assert_eq!(problem.to_string(), "the file has more than 16777216 bytes");
}
