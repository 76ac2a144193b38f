//! What is around every page: head, tool bar, help, the program that plays.

use sha2::{Digest, Sha256};

use crate::model::Entry;
use crate::sheet::markup::Html;
use crate::sheet::sound::{Sounds, base64};
use crate::sheet::source::Listing;
use crate::sheet::{Heard, words};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = concat!(include_str!("sound.js"), "\n", include_str!("page.js"));

/// What a page consists of.
pub(super) struct Frame<'a> {
    pub(super) title: String,
    /// What stands below the title: words about the file.
    pub(super) about: Vec<String>,
    pub(super) heard: &'a Heard,
    pub(super) sounds: &'a Sounds,
    /// Whether there are ringing patterns.
    pub(super) rings: bool,
    /// Whether there are entries at all.
    pub(super) lists: bool,
    /// Whether changes can be told from what is unchanged.
    pub(super) compares: bool,
}

/// A whole page around its main part.
pub(super) fn write(frame: &Frame<'_>, main: impl FnOnce(&mut Html)) -> String {
    let mut html = Html::default();
    html.own("<!DOCTYPE html>\n<html lang=\"en\" data-theme=\"auto\">\n<head>\n");
    html.own("<meta charset=\"utf-8\">\n");
    let policy = policy();
    html.open("meta", &[("http-equiv", "Content-Security-Policy"), ("content", &policy)]);
    html.own("\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.own("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.own("<meta name=\"generator\" content=\"ringsmith\">\n");
    html.leaf("title", &[], &format!("{} · ringsmith", frame.title));
    html.own("\n");
    html.element("style", &[], |html| html.own(STYLE));
    html.own("\n</head>\n<body>\n<header class=\"top\">\n");
    html.leaf("h1", &[], &frame.title);
    for line in &frame.about {
        html.leaf("p", &[("class", "about")], line);
    }
    html.own("\n</header>\n");
    write_tools(&mut html, frame);
    html.own("\n<main id=\"main\">\n");
    if frame.lists {
        html.own(HELP);
    }
    main(&mut html);
    html.own("\n</main>\n<p id=\"status\" role=\"status\" aria-live=\"polite\"></p>\n");
    html.element("script", &[("type", "application/json"), ("id", "sounds")], |html| {
        html.json(&frame.sounds.json());
    });
    html.own("\n");
    html.element("script", &[], |html| html.own(SCRIPT));
    html.own("\n</body>\n</html>\n");
    html.into_string()
}

/// Nothing is loaded from anywhere, and nothing runs but the style and the program of the page.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", base64(&Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn write_tools(html: &mut Html, frame: &Frame<'_>) {
    html.element("section", &[("class", "tools"), ("aria-label", "Tools")], |html| {
        if frame.lists {
            html.own(SEARCH);
        }
        if frame.lists && frame.compares {
            html.own(CHANGES);
        }
        if frame.rings {
            write_hearings(html, frame.heard);
        }
        if !frame.sounds.is_empty() {
            html.own(VOLUME);
        }
        html.own(THEME);
    });
}

const SEARCH: &str = r#"
<label class="tool search"><span>Search</span>
<input type="search" id="search" placeholder="busy, 425, pattern 2" autocomplete="off" spellcheck="false"></label>
<p class="tool count" id="count" role="status"></p>"#;

const CHANGES: &str = r#"
<label class="tool check"><input type="checkbox" id="changes" checked> <span>Changes</span></label>"#;

const VOLUME: &str = r#"
<label class="tool"><span>Volume</span>
<input type="range" id="volume" min="-50" max="0" step="1" value="-20" aria-valuetext="-20 dB"></label>
<button type="button" class="tool stop" id="stop" disabled>Stop</button>"#;

const THEME: &str = r#"
<button type="button" class="tool" id="theme" aria-label="Theme: as the system has it">Theme: auto</button>"#;

const HELP: &str = r#"<div class="help-line">
<p class="legend"><span class="swatch lead"></span> played once
<span class="swatch cycle"></span> repeated <span class="tall" aria-hidden="true"></span> height: level</p>
<p class="keys"><kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> or <kbd>↓</kbd> <kbd>↑</kbd> choose
<kbd>Space</kbd> play or stop <kbd>Esc</kbd> stop</p>
</div>
"#;

/// In what ways a ringing frequency can be heard.
fn write_hearings(html: &mut Html, heard: &Heard) {
    html.own("\n<label class=\"tool\"><span>Ringing as</span>\n<select id=\"hearing\">");
    let mut option = |value: &str, chosen: bool, text: &str| {
        let mut attributes = vec![("value", value)];
        if chosen {
            attributes.push(("selected", ""));
        }
        html.leaf("option", &attributes, text);
    };
    option("bell", !heard.voice_first, "a bell (illustration)");
    option("voice", heard.voice_first, &with_minus(&words::voice(&heard.voice)));
    option("raw", false, "its own frequency");
    html.own("</select></label>");
}

/// What is searched for in an entry.
pub(super) fn search_text(entry: Entry<'_>, more: &[&str]) -> String {
    let mut text = format!("{entry} {}", words::entry(entry));
    for more in more {
        text.push(' ');
        text.push_str(more);
    }
    text.to_lowercase()
}

/// Words with a minus sign before numbers in the place of a hyphen.
pub(super) fn with_minus(words: &str) -> String {
    words.replace(" -", " −")
}

/// `1 warning`, `2 warnings`.
pub(super) fn count(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What was found in a file, in words; `None` if nothing was.
pub(super) fn findings(listing: &Listing<'_>) -> Option<String> {
    let (errors, warnings) = listing.counts();
    match (errors, warnings) {
        (0, 0) => None,
        (0, warnings) => Some(count(warnings, "warning")),
        (errors, 0) => Some(count(errors, "error")),
        (errors, warnings) => {
            Some(format!("{}, {}", count(errors, "error"), count(warnings, "warning")))
        }
    }
}

/// Writes what was found where no entry is.
pub(super) fn write_findings(html: &mut Html, listing: &Listing<'_>) {
    let found = listing.of_no_entry();
    if found.is_empty() {
        return;
    }
    let title = format!("Found in {}", listing.name());
    html.element("section", &[("class", "found"), ("aria-label", &title)], |html| {
        html.leaf("h2", &[], &title);
        listing.write_list(html, &found);
    });
}

/// Writes a whole file, folded away unless it is all that there is to show.
pub(super) fn write_file(html: &mut Html, listing: &Listing<'_>, open: bool) {
    let mut attributes = vec![("class", "file")];
    if open {
        attributes.push(("open", ""));
    }
    html.element("details", &attributes, |html| {
        let lines = count(listing.count(), "line");
        html.leaf("summary", &[], &format!("The whole of {}, {lines}", listing.name()));
        listing.write(html, listing.all());
        let left_out = listing.count() - listing.all().count();
        if left_out > 0 {
            html.leaf("p", &[], &format!("{left_out} more lines are not shown."));
        }
    });
}
