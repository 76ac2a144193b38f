//! The manifest: what every file of a catalog is, and the digest of its bytes.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::items::Item;
use crate::output::write_whole;

/// The name of the manifest, in the directory of the catalog.
pub const NAME: &str = "manifest.json";

/// SHA-256 of the bytes of a file.
pub type Sha = [u8; 32];

/// What a file is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    pub bytes: u64,
    pub sha256: Sha,
}

/// What an earlier manifest says of a file.
pub struct Known {
    pub print: Print,
    /// How it was made; empty of a file that was left over already then.
    pub recipe: String,
}

/// An earlier manifest: its files by their places.
#[derive(Default)]
pub struct Earlier(HashMap<String, Known>);

impl Earlier {
    /// Reads the manifest of a catalog; none if there is none yet.
    ///
    /// # Errors
    /// Why it cannot be read, or [`io::ErrorKind::InvalidData`] if it is no manifest.
    pub fn read(root: &Path) -> io::Result<Self> {
        let bytes = match fs::read(root.join(NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            read => read?,
        };
        let invalid = || io::Error::from(io::ErrorKind::InvalidData);
        let manifest: Value = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
        let mut known = HashMap::new();
        for key in ["files", "left"] {
            for file in manifest[key].as_array().ok_or_else(invalid)? {
                let (place, entry) = entry(file).ok_or_else(invalid)?;
                known.insert(place, entry);
            }
        }
        Ok(Self(known))
    }

    /// What it says of a file.
    pub fn of(&self, place: &str) -> Option<&Known> {
        self.0.get(place)
    }

    /// The directories of its files, each once.
    pub fn folders(&self) -> impl Iterator<Item = PathBuf> {
        let folders = self.0.keys().filter_map(|place| Path::new(place).parent());
        let folders: BTreeSet<_> = folders.map(Path::to_owned).collect();
        folders.into_iter()
    }

    /// The files that are not of these, in order.
    pub fn others(&self, items: &[Item]) -> Vec<(&str, Print)> {
        let planned =
            |place: &str| items.binary_search_by(|item| item.place.as_str().cmp(place)).is_ok();
        let all = self.0.iter().map(|(place, known)| (place.as_str(), known.print));
        let mut others: Vec<_> = all.filter(|(place, _)| !planned(place)).collect();
        others.sort_unstable_by_key(|(place, _)| *place);
        others
    }
}

/// A file of a manifest. Its place is below the directory of the manifest, or it is none.
fn entry(file: &Value) -> Option<(String, Known)> {
    let place = file["path"].as_str()?;
    let below = Path::new(place).components().all(|part| matches!(part, Component::Normal(_)));
    if !below || place.is_empty() {
        return None;
    }
    let sha256 = parse(file["sha256"].as_str()?)?;
    let print = Print { bytes: file["bytes"].as_u64()?, sha256 };
    let recipe = file["recipe"].as_str().unwrap_or_default().to_owned();
    Some((place.to_owned(), Known { print, recipe }))
}

/// Writes the manifest, unless it is there already as it is to be.
pub fn write(
    root: &Path,
    title: Option<&str>,
    files: &[(&Item, Print)],
    left: &[(&str, Print)],
) -> io::Result<()> {
    let text = text(title, files, left);
    let path = root.join(NAME);
    if fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    write_whole(&path, |file| io::Write::write_all(file, text.as_bytes()))
}

/// A line for each file, so that two manifests can be compared by line.
fn text(title: Option<&str>, files: &[(&Item, Print)], left: &[(&str, Print)]) -> String {
    let mut text = "{\n".to_owned();
    if let Some(title) = title {
        let _ = writeln!(text, "\"title\": {},", Value::from(title));
    }
    let program = concat!("ringsmith ", env!("CARGO_PKG_VERSION"));
    let _ = writeln!(text, "\"program\": {},", Value::from(program));
    list(&mut text, "files", files.iter().map(|(item, print)| object(item, *print)));
    text.push_str(",\n");
    let left = left.iter().map(|(place, print)| {
        json!({ "path": place, "bytes": print.bytes, "sha256": hex(&print.sha256) })
    });
    list(&mut text, "left", left);
    text.push_str("\n}\n");
    text
}

fn list(text: &mut String, key: &str, objects: impl Iterator<Item = Value>) {
    let _ = write!(text, "\"{key}\": [");
    let mut separator = "\n";
    for object in objects {
        let _ = write!(text, "{separator}{object}");
        separator = ",\n";
    }
    text.push_str(if separator == "\n" { "]" } else { "\n]" });
}

/// What a file is; what does not apply is left out.
pub fn object(item: &Item, print: Print) -> Value {
    let (subject, origin, recording) = (&item.subject, &item.subject.origin, &item.asset.recording);
    let mut object = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            object.insert(key.to_owned(), value);
        }
    };
    put("path", Some(item.place.as_str().into()));
    put("country", origin.country.map(Value::from));
    put("package", origin.package.as_deref().map(Value::from));
    put("entry", Some(subject.name.as_str().into()));
    put("kind", subject.kind.as_deref().map(Value::from));
    put("id", subject.id.as_deref().map(Value::from));
    put("pattern", subject.pattern.map(Value::from));
    put("tone", subject.tone.map(Value::from));
    let mut source = json!({ "file": origin.file });
    if let Some(line) = subject.line {
        source["line"] = line.into();
    }
    put("source", Some(source));
    put("rate", Some(item.asset.rate.hertz().into()));
    put("encoding", Some(recording.coding.name().into()));
    put("container", Some(recording.container.name().into()));
    put("device", item.device.map(|device| device.name().into()));
    put("samples", Some(recording.samples.into()));
    put("bytes", Some(print.bytes.into()));
    put("sha256", Some(hex(&print.sha256).into()));
    let first = recording
        .repeat
        .map(|repeat| (repeat.first.saturating_sub(recording.start), repeat.period));
    put("loop", first.map(|(first, period)| json!({ "first": first, "period": period })));
    put("remarks", (!item.remarks.is_empty()).then(|| item.remarks.as_slice().into()));
    put("recipe", Some(recipe(item).into()));
    Value::Object(object)
}

/// A short digest of all that a file is made of: what sounds, how it is rendered and written, and the
/// version that does it. Of two files with the same recipe the bytes are the same.
pub fn recipe(item: &Item) -> String {
    let asset = &item.asset;
    let made_of = (&asset.signal, asset.rate, asset.options, &asset.recording);
    let text = format!("{} {made_of:?}", env!("CARGO_PKG_VERSION"));
    hex(&Sha256::digest(text)[..8])
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn parse(text: &str) -> Option<Sha> {
    let mut sha = [0; 32];
    if text.len() != 2 * sha.len() || !text.is_ascii() {
        return None;
    }
    for (at, byte) in sha.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(sha)
}
