//! The words by which a notation calls tones.

use std::collections::{HashMap, HashSet};

use crate::model::{CallProgressTone, ToneId, ToneKind, ToneSet};
use crate::notation::translation::{Losses, What};

/// The words of a notation that stand for a kind. Any other word that fits is the id of a tone,
/// which tells its kind or none.
pub(crate) struct Words {
    /// Words and their kinds; of several of one kind the first is written first.
    pub table: &'static [(&'static str, ToneKind)],
    /// Words that are read and not written.
    pub others: &'static [(&'static str, ToneKind)],
    /// Kinds that have no word which a device plays, and the kind that is played instead. A tone of
    /// the first is written as one of the second if the set has none of that.
    pub instead: &'static [(ToneKind, ToneKind)],
    /// Whether a word can be written at all.
    pub fits: fn(&str) -> bool,
}

/// The words of one set so far.
pub(crate) struct Naming {
    /// In lower case.
    taken: HashSet<String>,
    /// The kinds that the set has tones of.
    kinds: HashSet<ToneKind>,
    /// Up to which number words of a stem are taken.
    counts: HashMap<String, u32>,
}

impl Naming {
    pub(crate) fn of(set: &ToneSet) -> Self {
        let kinds = set.tones().iter().filter_map(|tone| tone.kind).collect();
        Self { taken: HashSet::new(), kinds, counts: HashMap::new() }
    }

    /// The first word of this stem and a number from 2 that is not taken.
    fn counted(&mut self, stem: &str, fits: impl Fn(&str) -> bool) -> String {
        let mut count = self.counts.get(stem).copied().unwrap_or(1);
        loop {
            count += 1;
            let word = format!("{stem}{count}");
            if fits(&word) && !self.is_taken(&word) {
                self.counts.insert(stem.to_owned(), count);
                return word;
            }
        }
    }

    pub(crate) fn is_taken(&self, word: &str) -> bool {
        self.taken.contains(&word.to_ascii_lowercase())
    }

    pub(crate) fn take(&mut self, word: &str) {
        self.taken.insert(word.to_ascii_lowercase());
    }
}

impl Words {
    /// What a word that was read says: the kind, and the id where it is no word of the table. A
    /// word that is no id says nothing.
    pub(crate) fn read(&self, word: &str) -> (Option<ToneId>, Option<ToneKind>) {
        let mut known = self.table.iter().chain(self.others);
        match known.find(|(known, _)| known.eq_ignore_ascii_case(word)) {
            Some((_, kind)) => (None, Some(*kind)),
            None => (ToneId::new(word).ok(), ToneKind::named(word)),
        }
    }

    /// The word for a tone that none before it has. What a reader does not find in it is lost.
    pub(crate) fn write(
        &self,
        tone: &CallProgressTone,
        naming: &mut Naming,
        losses: &mut Losses,
    ) -> String {
        let word = self.word(tone, naming);
        naming.take(&word);
        let (id, kind) = self.read(&word);
        if id != tone.id
            && let Some(id) = &tone.id
        {
            losses.lose(What::Id { id: id.clone(), word: Some(word.clone()) });
        }
        if kind != tone.kind {
            losses.lose(What::Kind { from: tone.kind, to: kind });
        } else if tone.id.is_none()
            && let Some(id) = id
        {
            // Told apart only by an id that it did not have.
            losses.lose(What::NewId(id));
        }
        word
    }

    /// The words that a device plays for a tone of this kind, in a set of these kinds.
    pub(crate) fn of_kind(
        &self,
        kind: Option<ToneKind>,
        naming: &Naming,
    ) -> impl Iterator<Item = &'static str> {
        let instead = self.instead.iter().find(|(from, _)| Some(*from) == kind);
        let instead = instead.map(|(_, to)| *to).filter(|to| !naming.kinds.contains(to));
        let words = |kind: Option<ToneKind>| {
            self.table.iter().filter(move |(_, its)| kind == Some(*its)).map(|(word, _)| *word)
        };
        words(instead).chain(words(kind))
    }

    fn word(&self, tone: &CallProgressTone, naming: &mut Naming) -> String {
        let free = |word: &&str| (self.fits)(word) && !naming.is_taken(word);
        let id = tone.id.as_ref().map(ToneId::as_str);
        // An id that only says the kind, such as `rt`, is no name that a device knows.
        let is_told = id.is_none_or(|id| tone.kind.is_some() && ToneKind::named(id) == tone.kind);
        let played = self.of_kind(tone.kind, naming).find(free);
        let says_all = |word: &&str| self.read(word) == (tone.id.clone(), tone.kind);
        let own = id.filter(free).filter(says_all);
        if let Some(word) = played.filter(|_| is_told).or(own).or(played) {
            return word.to_owned();
        }
        let plain = |text: &str| -> String {
            text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
        };
        let word = self.of_kind(tone.kind, naming).next().map(str::to_owned);
        let names = [id.map(str::to_owned), id.map(plain), word, Some(plain(&tone.name()))];
        let names: Vec<_> = names.into_iter().flatten().collect();
        if let Some(word) = names.iter().find(|word| free(&word.as_str())) {
            return word.clone();
        }
        let stem = names.iter().find(|word| (self.fits)(word)).cloned();
        let stem = stem.unwrap_or_else(|| "tone".to_owned());
        naming.counted(&stem, self.fits)
    }
}
