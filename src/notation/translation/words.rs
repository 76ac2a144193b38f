//! The words by which a notation calls tones.

use std::collections::HashSet;

use crate::model::{CallProgressTone, ToneId, ToneKind};
use crate::notation::translation::{Losses, What};

/// The words of a notation that stand for a kind; of several words of one kind the first is
/// written. Any other word that fits is the id of a tone, which tells its kind or none.
pub(crate) struct Words {
    /// Words and their kinds.
    pub table: &'static [(&'static str, ToneKind)],
    /// Whether a word can be written at all.
    pub fits: fn(&str) -> bool,
}

impl Words {
    /// What a word that was read says: the kind, and the id where it is no word of the table. A
    /// word that is no id says nothing.
    pub(crate) fn read(&self, word: &str) -> (Option<ToneId>, Option<ToneKind>) {
        let known = self.table.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
        match known {
            Some((_, kind)) => (None, Some(*kind)),
            None => (ToneId::new(word).ok(), ToneKind::named(word)),
        }
    }

    /// The word for a tone that none before it has, which `taken` remembers. What a reader does not
    /// find in it is lost.
    pub(crate) fn write(
        &self,
        tone: &CallProgressTone,
        taken: &mut HashSet<String>,
        losses: &mut Losses,
    ) -> String {
        let word = self.word(tone, taken);
        taken.insert(word.to_ascii_lowercase());
        let (id, kind) = self.read(&word);
        if id != tone.id
            && let Some(id) = &tone.id
        {
            losses.lose(What::Id(id.clone()));
        }
        if kind != tone.kind {
            losses.lose(What::Kind { from: tone.kind, to: kind });
        } else if id != tone.id && tone.id.is_none() {
            // Told apart only by an id that it did not have.
            losses.lose(What::NewId(id.expect("the other one")));
        }
        word
    }

    fn word(&self, tone: &CallProgressTone, taken: &HashSet<String>) -> String {
        let free = |word: &str| (self.fits)(word) && !taken.contains(&word.to_ascii_lowercase());
        let says_all = |word: &&str| free(word) && self.read(word) == (tone.id.clone(), tone.kind);
        let of_kind = || {
            let words = self.table.iter().filter(|(_, kind)| Some(*kind) == tone.kind);
            words.map(|(word, _)| *word)
        };
        let id = tone.id.as_ref().map(ToneId::as_str);
        if let Some(word) = of_kind().chain(id).find(says_all) {
            return word.to_owned();
        }
        if let Some(word) = of_kind().find(|word| free(word)) {
            return word.to_owned();
        }
        let plain = |text: &str| -> String {
            text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
        };
        let kind = of_kind().next().map(str::to_owned);
        let names = [id.map(str::to_owned), id.map(plain), kind, Some(plain(&tone.name()))];
        let names: Vec<_> = names.into_iter().flatten().collect();
        if let Some(word) = names.iter().find(|word| free(word)) {
            return word.clone();
        }
        let stem = names.iter().find(|word| (self.fits)(word)).cloned();
        let stem = stem.unwrap_or_else(|| "tone".to_owned());
        let mut counted = (2_u32..).map(|count| format!("{stem}{count}"));
        counted.find(|word| free(word)).expect("numbers do not end")
    }
}
