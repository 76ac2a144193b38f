//! Which of a user agent's signals a list of alert URNs chooses: RFC 8433.
//!
//! RFC 7462 11.1 describes a choice and contradicts itself in three places; RFC 8433 says what is
//! meant, as a finite state machine. A state is a label, which records for each category what has
//! been asked for, and a signal, whose URNs never say more than the label. Here the machine is not
//! constructed but walked: a step costs a look at every signal.

use crate::alert_info::urn::AlertUrn;
use crate::model::ToneId;

/// What a user agent can sound.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum AlertSignal {
    /// The ringing pattern or ring of this number.
    Ring(u32),
    /// The tone of this id.
    Tone(ToneId),
}

/// A user agent's signals and the URNs that each of them expresses.
///
/// A signal is chosen only for what it expresses or more: one that expresses `source:internal` and
/// `priority:high` is not chosen for an internal call of which no priority is known. To prefer a
/// signal whatever else is asked for, add it for each combination (RFC 8433, 6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalTable {
    rows: Vec<(AlertSignal, Vec<AlertUrn>)>,
}

/// What a list of URNs comes down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// The signal; `None` is the default signal, which expresses nothing.
    pub signal: Option<&'a AlertSignal>,
    /// The URNs that the signal expresses.
    pub said: Vec<AlertUrn>,
    /// What was asked for in categories of which the signal expresses nothing.
    pub unsaid: Vec<AlertUrn>,
}

impl SignalTable {
    /// A table without signals, of which every list of URNs chooses the default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a signal that expresses these URNs. Earlier rows are preferred where two express as
    /// much.
    pub fn add(&mut self, signal: AlertSignal, urns: impl IntoIterator<Item = AlertUrn>) {
        self.rows.push((signal, urns.into_iter().collect()));
    }

    /// Whether there is no signal but the default one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The signal that these URNs choose.
    #[must_use]
    pub fn resolve<'u>(&self, urns: impl IntoIterator<Item = &'u AlertUrn>) -> Resolution<'_> {
        let mut label = Label::default();
        let mut row = None;
        for urn in urns {
            if label.record(urn) {
                row = self.next(row, &label, urn.category());
            }
        }
        let said = row.map_or(&[] as &[_], |row: usize| &self.rows[row].1).to_vec();
        let unsaid = label
            .0
            .into_iter()
            .filter(|asked| !said.iter().any(|own| own.category() == asked.category()));
        Resolution {
            signal: row.map(|row| &self.rows[row].0),
            unsaid: unsaid.cloned().collect(),
            said,
        }
    }

    /// The row of the next state, where something new was recorded in `category` (RFC 8433, 4.3):
    /// its URNs are no more than the label says, they contain those of the present row, and they
    /// express as much as any such row of the category; of those, as much as any altogether.
    fn next(&self, present: Option<usize>, label: &Label<'_>, category: &str) -> Option<usize> {
        let kept = present.map_or(&[] as &[_], |row| &self.rows[row].1);
        let may_follow = |urns: &[AlertUrn]| {
            let contained = kept.iter().all(|old| urns.iter().any(|new| new.says(old)));
            contained && urns.iter().all(|own| label.says(own))
        };
        let parts = |urns: &[AlertUrn], counts: &dyn Fn(&AlertUrn) -> bool| -> usize {
            let counted = urns.iter().filter(|urn| counts(urn));
            counted.map(|urn| urn.as_str().split(':').count()).sum()
        };
        let expressed = |row: usize| {
            let urns = &self.rows[row].1;
            (parts(urns, &|urn| urn.category() == category), parts(urns, &|_| true))
        };
        let mut best = present;
        for row in (0..self.rows.len()).filter(|row| may_follow(&self.rows[*row].1)) {
            if best.is_none_or(|best| expressed(row) > expressed(best)) {
                best = Some(row);
            }
        }
        // A row that expresses nothing is another name of the default.
        best.filter(|row| !self.rows[*row].1.is_empty())
    }
}

/// What has been asked for: a URN of each category that was named.
#[derive(Default)]
struct Label<'u>(Vec<&'u AlertUrn>);

impl<'u> Label<'u> {
    /// Records a URN: the longer one if one of the two is a prefix of the other, else the older.
    /// Answers whether anything is new.
    fn record(&mut self, urn: &'u AlertUrn) -> bool {
        match self.0.iter_mut().find(|asked| asked.category() == urn.category()) {
            None => self.0.push(urn),
            Some(asked) if urn.says(asked) && urn != *asked => *asked = urn,
            Some(_) => return false,
        }
        true
    }

    /// Whether this is what was asked for, or the start of it.
    fn says(&self, urn: &AlertUrn) -> bool {
        self.0.iter().any(|asked| asked.says(urn))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tests::cases;

    fn urn(text: &str) -> AlertUrn {
        AlertUrn::new(text).unwrap()
    }

    /// A table of signals by name, each with the URNs that it expresses.
    fn table(signals: &[(&str, &str)]) -> SignalTable {
        let mut table = SignalTable::new();
        for (name, urns) in signals {
            let name = AlertSignal::Tone(name.parse().unwrap());
            table.add(name, urns.split(' ').filter(|text| !text.is_empty()).map(urn));
        }
        table
    }

    fn chosen(table: &SignalTable, urns: &[AlertUrn]) -> String {
        match table.resolve(urns).signal {
            None => "default".to_owned(),
            Some(AlertSignal::Tone(name)) => name.to_string(),
            Some(AlertSignal::Ring(_)) => unreachable!("the tables have tones"),
        }
    }

    #[track_caller]
    fn assert_chosen(signals: &[(&str, &str)], lists: &[(&[&str], &str)]) {
        let table = table(signals);
        for (list, expected) in lists {
            let urns: Vec<_> = list.iter().copied().map(urn).collect();
            assert_eq!(chosen(&table, &urns), *expected, "{list:?}");
        }
    }

    /// A state of a machine that the RFC prints: its signal, and the state that each symbol of the
    /// machine's alphabet leads to. A sink is led to itself by every symbol.
    enum State {
        On(&'static str, &'static [usize]),
        Sink(&'static str),
    }
    use State::{On, Sink};

    /// Walks every list of up to five symbols through the printed machine and the table.
    fn assert_machine(signals: &[(&str, &str)], alphabet: &[&str], states: &[State]) {
        let table = table(signals);
        let mut lists: Vec<(Vec<AlertUrn>, usize)> = vec![(Vec::new(), 0)];
        for _ in 0..5 {
            let mut longer = Vec::new();
            for (list, state) in &lists {
                for (symbol, text) in alphabet.iter().enumerate() {
                    let next = match &states[*state] {
                        On(_, next) => next[symbol],
                        Sink(_) => *state,
                    };
                    let list: Vec<_> = list.iter().cloned().chain([urn(text)]).collect();
                    let (On(signal, _) | Sink(signal)) = &states[next];
                    assert_eq!(chosen(&table, &list), *signal, "{list:?}");
                    longer.push((list, next));
                }
            }
            lists = longer;
        }
    }

    const INTERNAL: &str = "source:internal";
    const EXTERNAL: &str = "source:external";
    const LOW: &str = "priority:low";
    const HIGH: &str = "priority:high";
    const SOURCES: [(&str, &str); 2] = [("internal", INTERNAL), ("external", EXTERNAL)];
    const SINGLE: [(&str, &str); 4] =
        [("internal", INTERNAL), ("external", EXTERNAL), ("low", LOW), ("high", HIGH)];
    const COMBINED: [(&str, &str); 4] = [
        ("low/external", "priority:low source:external"),
        ("high/external", "priority:high source:external"),
        ("high/internal", "priority:high source:internal"),
        ("low/internal", "priority:low source:internal"),
    ];
    /// Other, high and low priority; other, external and internal source.
    const PRIORITY_AND_SOURCE: [&str; 6] =
        ["priority:normal", HIGH, LOW, "source:unclassified", EXTERNAL, INTERNAL];

    #[test]
    fn the_machine_of_section_4_and_its_examples() {
        let alphabet = [EXTERNAL, INTERNAL, "source:unclassified"];
        let states =
            [On("default", &[1, 2, 3]), Sink("external"), Sink("internal"), Sink("default")];
        assert_machine(&SOURCES, &alphabet, &states);
        // 4.5.
        assert_chosen(
            &SOURCES,
            &[
                (&[], "default"),
                (&[INTERNAL], "internal"),
                (&[EXTERNAL, INTERNAL], "external"),
                (&["source:unclassified", INTERNAL], "default"),
                (&[HIGH, INTERNAL], "internal"),
            ],
        );
    }

    #[test]
    fn the_machine_of_section_5_1_with_every_combination() {
        let signals: Vec<_> = SINGLE.into_iter().chain(COMBINED).collect();
        let states = [
            On("default", &[1, 5, 9, 13, 14, 15]),
            On("default", &[1, 1, 1, 2, 3, 4]),
            Sink("default"),
            Sink("external"),
            Sink("internal"),
            On("high", &[5, 5, 5, 6, 7, 8]),
            Sink("high"),
            Sink("high/external"),
            Sink("high/internal"),
            On("low", &[9, 9, 9, 10, 11, 12]),
            Sink("low"),
            Sink("low/external"),
            Sink("low/internal"),
            On("default", &[2, 6, 10, 13, 13, 13]),
            On("external", &[3, 7, 11, 14, 14, 14]),
            On("internal", &[4, 8, 12, 15, 15, 15]),
        ];
        assert_machine(&signals, &PRIORITY_AND_SOURCE, &states);
        let list: &[&str] = &[INTERNAL, "source:unclassified", HIGH];
        assert_chosen(&signals, &[(list, "high/internal")]);
    }

    #[test]
    fn the_machine_of_section_5_2_with_no_combination() {
        let states = [
            On("default", &[1, 5, 9, 13, 14, 17]),
            On("default", &[1, 1, 1, 2, 3, 4]),
            Sink("default"),
            Sink("external"),
            Sink("internal"),
            On("high", &[5, 5, 5, 6, 7, 8]),
            Sink("high"),
            Sink("high"),
            Sink("high"),
            On("low", &[9, 9, 9, 10, 11, 12]),
            Sink("low"),
            Sink("low"),
            Sink("low"),
            On("default", &[2, 6, 10, 13, 13, 13]),
            On("external", &[3, 15, 16, 14, 14, 14]),
            Sink("external"),
            Sink("external"),
            On("internal", &[4, 18, 19, 17, 17, 17]),
            Sink("internal"),
            Sink("internal"),
        ];
        assert_machine(&SINGLE, &PRIORITY_AND_SOURCE, &states);
        assert_chosen(
            &SINGLE,
            &[
                (&[INTERNAL], "internal"),
                (&["source:unclassified", INTERNAL, HIGH], "high"),
                // RFC 7462 12.2.4 remarks otherwise, which is a slip.
                (&[LOW, INTERNAL], "low"),
            ],
        );
    }

    #[test]
    fn the_machine_of_section_5_3_with_one_combination_missing() {
        let signals: Vec<_> = SINGLE.into_iter().chain(COMBINED).take(7).collect();
        let states = [
            On("default", &[1, 5, 9, 13, 14, 15]),
            On("default", &[1, 1, 1, 2, 3, 4]),
            Sink("default"),
            Sink("external"),
            Sink("internal"),
            On("high", &[5, 5, 5, 6, 7, 8]),
            Sink("high"),
            Sink("high/external"),
            Sink("high/internal"),
            On("low", &[9, 9, 9, 10, 11, 12]),
            Sink("low"),
            Sink("low/external"),
            Sink("low"),
            On("default", &[2, 6, 10, 13, 13, 13]),
            On("external", &[3, 7, 11, 14, 14, 14]),
            On("internal", &[4, 8, 16, 15, 15, 15]),
            Sink("internal"),
        ];
        assert_machine(&signals, &PRIORITY_AND_SOURCE, &states);
        assert_chosen(
            &signals,
            &[
                (&[INTERNAL, "source:unclassified", HIGH], "high/internal"),
                (&[INTERNAL], "internal"),
                (&[EXTERNAL, LOW], "low/external"),
                (&[INTERNAL, LOW], "internal"),
                (&[LOW, INTERNAL], "low"),
                (&[LOW, INTERNAL, EXTERNAL], "low"),
            ],
        );
    }

    #[test]
    fn the_signals_of_section_5_4_subset_internal_sources() {
        let vip = "source:internal:vip@example";
        assert_chosen(
            &[("internal", INTERNAL), ("vip", vip), ("external", EXTERNAL)],
            &[
                (&[vip], "vip"),
                (&[INTERNAL, vip], "vip"),
                (&[vip, INTERNAL], "vip"),
                // Source:Internal:Other.
                (&["source:internal:guest@example", vip], "internal"),
                (&["source:boss@example", vip], "default"),
            ],
        );
    }

    #[test]
    fn the_signals_of_section_5_5_are_no_more_than_what_is_asked_for() {
        let callback = "service:recall:callback";
        assert_chosen(
            &[("forward", "service:forward"), ("callback", callback)],
            &[
                (&["service:forward"], "forward"),
                (&[callback], "callback"),
                // Service:Recall, which no signal expresses, and Service:Recall:Other.
                (&["service:recall"], "default"),
                (&["service:recall", callback], "callback"),
                (&["service:recall:hold", callback], "default"),
                (&["service:recall", "service:forward"], "default"),
            ],
        );
    }

    #[test]
    fn the_machine_of_section_5_6_with_country_codes() {
        let signals = [
            ("call-waiting", "service:call-waiting"),
            ("XA/default", "locale:country:xa"),
            ("XA/call-waiting", "locale:country:xa service:call-waiting"),
            ("XA/forward", "locale:country:xa service:forward"),
            ("XB/default", "locale:country:xb"),
            ("XB/forward", "locale:country:xb service:forward"),
        ];
        let alphabet = [
            "locale:country:xc",
            "locale:country:xa",
            "locale:country:xb",
            "service:normal",
            "service:call-waiting",
            "service:forward",
        ];
        let states = [
            On("default", &[1, 5, 9, 13, 14, 16]),
            On("default", &[1, 1, 1, 2, 3, 4]),
            Sink("default"),
            Sink("call-waiting"),
            Sink("default"),
            On("XA/default", &[5, 5, 5, 6, 7, 8]),
            Sink("XA/default"),
            Sink("XA/call-waiting"),
            Sink("XA/forward"),
            On("XB/default", &[9, 9, 9, 10, 11, 12]),
            Sink("XB/default"),
            Sink("XB/default"),
            Sink("XB/forward"),
            On("default", &[2, 6, 10, 13, 13, 13]),
            On("call-waiting", &[3, 7, 15, 14, 14, 14]),
            Sink("call-waiting"),
            On("default", &[4, 8, 12, 16, 16, 16]),
        ];
        assert_machine(&signals, &alphabet, &states);
    }

    #[test]
    fn a_signal_is_preferred_by_a_row_for_each_combination() {
        // Section 6.
        let rows = [
            ("internal", INTERNAL),
            ("external", EXTERNAL),
            ("low", LOW),
            ("high", HIGH),
            ("high", "priority:high source:internal"),
            ("high", "priority:high source:external"),
        ];
        assert_chosen(
            &rows,
            &[
                (&[EXTERNAL, HIGH], "high"),
                (&[HIGH, EXTERNAL], "high"),
                (&[INTERNAL, HIGH], "high"),
                (&[EXTERNAL, LOW], "external"),
            ],
        );
    }

    #[test]
    fn what_no_signal_says_is_told() {
        let table = table(&SOURCES);
        let urns = [urn(HIGH), urn(INTERNAL)];
        let resolution = table.resolve(&urns);
        assert_eq!((resolution.said, resolution.unsaid), (vec![urn(INTERNAL)], vec![urn(HIGH)]));
    }

    const URNS: [&str; 9] = [
        "service:recall",
        "service:recall:hold",
        "service:recall:transfer",
        "service:call-waiting",
        INTERNAL,
        EXTERNAL,
        "source:unclassified",
        LOW,
        HIGH,
    ];

    proptest! {
        #![proptest_config(cases(2_000))]

        /// The constraints of RFC 8433 4.3, whatever the table and the list.
        #[test]
        fn a_signal_says_no_more_than_the_list_and_no_less_than_the_one_before(
            signals in prop::collection::vec(prop::collection::vec(0..URNS.len(), 1..3), 0..6),
            list in prop::collection::vec(0..URNS.len(), 0..6),
        ) {
            let mut table = SignalTable::new();
            for (number, says) in (0..).zip(signals) {
                table.add(AlertSignal::Ring(number), says.into_iter().map(|at| urn(URNS[at])));
            }
            let list: Vec<_> = list.into_iter().map(|at| urn(URNS[at])).collect();
            let mut before = Vec::new();
            for end in 0..=list.len() {
                let said = table.resolve(&list[..end]).said;
                prop_assert!(said.iter().all(|own| list[..end].iter().any(|asked| asked.says(own))));
                prop_assert!(before.iter().all(|old| said.iter().any(|new: &AlertUrn| new.says(old))));
                before = said;
            }
        }
    }
}
