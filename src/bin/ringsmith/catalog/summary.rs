//! What a run has done, in a few lines.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::json;

use super::items::Items;
use super::work::Done;
use crate::{Failure, interrupt, report};

/// Files that fail are told up to so many; a full disk fails all of them.
const MOST_TOLD: usize = 20;

/// What a run has done.
pub struct Summary<'a> {
    items: &'a Items,
    root: &'a Path,
    made: usize,
    replaced: usize,
    kept: usize,
    bytes_made: u64,
    bytes: u64,
    failures: usize,
    pub interrupted: usize,
    /// Files of earlier plans.
    pub left: usize,
    pub removed: usize,
}

impl<'a> Summary<'a> {
    pub fn new(items: &'a Items, root: &'a Path) -> Self {
        Self {
            items,
            root,
            made: 0,
            replaced: 0,
            kept: 0,
            bytes_made: 0,
            bytes: 0,
            failures: 0,
            interrupted: 0,
            left: 0,
            removed: 0,
        }
    }

    /// Counts a file that is there.
    pub fn count(&mut self, done: Done) {
        let bytes = done.print().bytes;
        self.bytes += bytes;
        match done {
            Done::Kept(_) => {
                self.kept += 1;
                return;
            }
            Done::Made(_) => self.made += 1,
            Done::Replaced(_) => self.replaced += 1,
        }
        self.bytes_made += bytes;
    }

    /// Tells of a file that is not there, or not as it is to be.
    pub fn failed(&mut self, place: &str, error: &io::Error) {
        self.failures += 1;
        if self.failures <= MOST_TOLD {
            report::trouble(&format!("{}: {error}", self.root.join(place).display()));
        }
    }

    /// Tells of directories that cannot be made.
    pub fn unmade_folders(&mut self, folders: HashMap<PathBuf, io::Error>) {
        let folders: BTreeMap<_, _> = folders.into_iter().collect();
        for (folder, error) in folders {
            self.failed(&folder.to_string_lossy(), &error);
        }
    }

    /// Whether every file of the plan is there.
    pub fn is_whole(&self) -> bool {
        self.failures == 0 && self.interrupted == 0
    }

    /// Tells all of it, and what it comes to.
    pub fn tell(&self, dry: bool, json: bool, took: Duration) -> Result<(), Failure> {
        if self.failures > MOST_TOLD {
            report::trouble(&format!("{} more failed", self.failures - MOST_TOLD));
        }
        let mut out = anstream::stdout().lock();
        if json {
            writeln!(out, "{}", self.object(took))?;
        } else {
            self.remarks();
            writeln!(out, "{}", self.line(dry, took))?;
        }
        if interrupt::requested() {
            let left = self.interrupted;
            report::warning(&format!("interrupted, {left} to go: the same command goes on"));
        }
        if self.failures > 0 { Err(Failure::Reported) } else { Ok(()) }
    }

    fn line(&self, dry: bool, took: Duration) -> String {
        let all = report::count(self.items.files.len(), "file");
        let bytes = size(self.bytes);
        if dry {
            let Self { made, replaced, kept, .. } = self;
            return format!("{all}, {bytes}: {made} new, {replaced} changed, {kept} kept");
        }
        let (made, kept) = (self.made + self.replaced, self.kept);
        let seconds = took.as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
        let rate = self.bytes as f64 / 1e6 / seconds.max(1e-3);
        let root = self.root.display();
        format!(
            "{all} in {root}: {made} made, {kept} kept; {bytes} in {seconds:.2} s, {rate:.0} MB/s"
        )
    }

    fn object(&self, took: Duration) -> serde_json::Value {
        json!({
            "files": self.items.files.len(),
            "made": self.made,
            "changed": self.replaced,
            "kept": self.kept,
            "failed": self.failures,
            "not-there": self.items.not_there,
            "unfit": self.items.unfit,
            "refused": self.items.refused.values().map(|(_, count)| count).sum::<usize>(),
            "left": self.left,
            "removed": self.removed,
            "bytes": self.bytes,
            "bytes-written": self.bytes_made,
            "seconds": took.as_secs_f64(),
        })
    }

    /// What may not be meant.
    fn remarks(&self) {
        let mut remarks: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for item in &self.items.files {
            for remark in &item.remarks {
                remarks.entry(remark).or_insert((&item.place, 0)).1 += 1;
            }
        }
        for (remark, (place, count)) in remarks {
            report::warning(&of_files(place, count, remark));
        }
        for (why, (place, count)) in &self.items.refused {
            report::warning(&format!("{}, passed over", of_files(place, *count, why)));
        }
        for (count, what) in [
            (self.items.not_there, "of the tones that a country does not have: passed over"),
            (self.items.unfit, "of the combinations that do not go together: passed over"),
            (
                self.left,
                "of the files of an earlier plan: left alone; --prune removes what is as it was made",
            ),
        ] {
            if count > 0 {
                report::warning(&format!("{count} {what}"));
            }
        }
    }
}

/// What is said of a file and of others like it.
fn of_files(place: &str, count: usize, said: &str) -> String {
    match count {
        1 => format!("{place}: {said}"),
        _ => format!("{place} and {} more: {said}", count - 1),
    }
}

/// Bytes in words.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
    let bytes = bytes as f64;
    match bytes {
        _ if bytes >= 1e9 => format!("{:.2} GB", bytes / 1e9),
        _ if bytes >= 1e6 => format!("{:.1} MB", bytes / 1e6),
        _ => format!("{:.1} kB", bytes / 1e3),
    }
}
