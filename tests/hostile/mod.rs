//! Texts of any length for every reader: what it was made for, and what nobody would write.

use ringsmith::alert_info::{AlertInfo, Profile};
use ringsmith::notation::{Document, Notation, Options};

/// What reads a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A file in this notation.
    File(Notation),
    /// The header of a call.
    AlertInfo,
}

impl Reader {
    /// Every reader.
    pub fn all() -> impl Iterator<Item = Self> {
        Notation::ALL.iter().map(|notation| Self::File(*notation)).chain([Self::AlertInfo])
    }

    /// Its name, as the command line gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File(notation) => notation.name(),
            Self::AlertInfo => "alert-info",
        }
    }

    /// Reads a text from its bytes on, and says how much was found in it: definitions or values,
    /// and whether it can be played.
    pub fn read(self, bytes: Vec<u8>) -> (usize, bool) {
        match self {
            Self::File(notation) => {
                let parsed =
                    Document::in_notation("text", bytes, notation).parse(Options::default());
                (parsed.definitions.len(), parsed.tones.is_some())
            }
            Self::AlertInfo => {
                let header = AlertInfo::parse(&String::from_utf8_lossy(&bytes));
                let selection = header.select(Profile::Auto);
                (header.values().len(), selection.decided_by.is_some())
            }
        }
    }

    /// What it was made for, as much as `length` bytes hold.
    pub fn valid(self, length: usize) -> Vec<u8> {
        let (head, unit): (&str, fn(usize) -> String) = match self {
            Self::File(Notation::Cpt) => ("", ini),
            Self::File(notation) if notation.is_compiled() => return compiled(notation, length),
            Self::File(Notation::Sbc) => ("", |n| {
                format!(
                    "set profiles media toneProfile p{n} make1 2000 break1 4000 singleTone \
                     tone1Frequency 440 tone1Power -19\nset profiles media tonePackage P \
                     packageId 128 toneType t{n} toneProfile p{n}\n"
                )
            }),
            Self::File(Notation::Indications) => ("", |n| {
                format!("[c{n}]\ndescription = C\nringcadence = 1000,4000\ndial = 425/480,0/480\n")
            }),
            Self::File(Notation::Tgml) => {
                ("", |n| format!("[s{n}]\ngenerate-ring => v=-7;%(2000,4000,440,480)\n"))
            }
            Self::File(Notation::ToneScript) => {
                ("", |n| format!("T{n}: 440@-19,480@-19;*(2/4/1+2)\n"))
            }
            Self::File(Notation::Grandstream) => ("", |n| format!("T{n}: f1=440@-19,c=200/400;\n")),
            // A package: its name is there with a feature only.
            Self::File(_) => ("name = \"P\"\n", |n| {
                format!("[[tone]]\nid = \"t{n}\"\ncomponents = \"440@-19\"\ncycle = [[200, 400]]\n")
            }),
            Self::AlertInfo => ("", |n| format!("<http://127.0.0.1/Bellcore-dr{}>,", n % 9 + 1)),
        };
        text(length, head, unit)
    }
}

fn ini(number: usize) -> String {
    format!(
        "[Ringing Pattern #{number}]\nRing Type={number}\nFreq [Hz]=25\n\
         First Ring On Time [10msec]=30\nFirst Ring Off Time [10msec]=30\n"
    )
}

/// A compiled file of so many patterns that it is no longer than `length`.
fn compiled(notation: Notation, length: usize) -> Vec<u8> {
    let written = |count: usize| {
        let patterns: String = (0..count).map(ini).collect();
        let document = Document::in_notation("ini", patterns.into_bytes(), Notation::Cpt);
        let sets = document.parse(Options::default()).tones.expect("an ini that can be played");
        notation.write(&sets).text
    };
    let (one, two) = (written(1).len(), written(2).len());
    written(1 + (length - one) / (two - one))
}

/// `head`, and behind it the units from 0 on, as many as `length` bytes hold.
pub fn text(length: usize, head: &str, unit: impl Fn(usize) -> String) -> Vec<u8> {
    let mut text = head.to_owned();
    for unit in (0..).map(unit) {
        if text.len() + unit.len() > length {
            break;
        }
        text.push_str(&unit);
    }
    text.into_bytes()
}

/// A hostile text: a head, and a unit that is repeated behind it, with its number in the place of
/// every `#n`.
pub type Hostile = (&'static str, &'static str);

/// What is hostile to any reader: one huge line, lines that are nothing, what is opened and never
/// closed, numbers without end, what is said twice.
pub const TO_ALL: [Hostile; 30] = [
    ("", "x"),
    ("", "9"),
    ("", ","),
    ("", ";"),
    ("", "\0"),
    ("", "é"),
    ("", "="),
    ("", "\n"),
    ("", "a\n"),
    ("", "=\n"),
    ("", "]\n"),
    ("", "a=b\n"),
    ("", "k#n=b\n"),
    ("", "a=99999999999999999999\n"),
    ("", "["),
    ("", "[\n"),
    ("", "[a]\n"),
    ("", "[#n]\na=1\n"),
    ("", "("),
    ("", "{"),
    ("", "a={"),
    ("", "<"),
    ("", "<a>"),
    ("", "<a,"),
    ("", "<!--"),
    ("", ";--"),
    ("", "\""),
    ("", "a=\"\n"),
    ("", "&"),
    ("", "<a>&"),
];

/// What is hostile to one reader.
pub fn to(reader: Reader) -> &'static [Hostile] {
    const PATTERN: &str = "[Ringing Pattern #0]\n";
    const PROFILE: &str = "set profiles media toneProfile p";
    match reader {
        Reader::File(Notation::Cpt) => &[
            ("", "[Ringing Pattern #0]\nFreq [Hz]=25\n"),
            ("", "[Ringing Pattern]\n"),
            (PATTERN, "Freq [Hz]=#n\n"),
            (PATTERN, "Freq [#n]=25\n"),
            (PATTERN, "Freg#n [Hz]=25\n"),
        ],
        Reader::File(Notation::Dat | Notation::DatV1) => &[("½V½V", "\u{7F}")],
        Reader::File(Notation::Sbc) => &[
            (PROFILE, " makf 1"),
            (PROFILE, " dualTone tone1Frequency 1 singleTone"),
            ("", "set profiles media tonePackage P#n packageId 128 toneType t toneProfile x\n"),
            ("", "set profiles media tonePackage P toneType t#n toneProfile defRinh#n\n"),
            ("", "set profiles media toneProfile p#n make1 1 break1 1 repetition 9999\n"),
            ("show profiles media toneProfile p { a b c d e f g h i j k l m n o p q r {", "a;"),
        ],
        Reader::File(Notation::Indications) => &[
            ("", "[#n]\nalias=0\n"),
            ("[a]\n", "alias=a#n\n"),
            ("[a]\n", "b=#n\n"),
            ("[a]\nb=1", ",1/#n"),
            ("[a]\nb=1", "+1"),
        ],
        Reader::File(Notation::Tgml) => &[
            ("", "%(1,1,4)"),
            ("", "L=99;%(1,1,4)\n"),
            ("", "ring=%(1,1,4)\n"),
            ("", "<X-PRE-PROCESS data=\"&lt;%(1\"/>"),
            ("%(1,1,4);", "L=3;v=-7;"),
            ("%(1,1", ",440"),
        ],
        Reader::File(Notation::ToneScript) => &[
            ("", "440@-19;*(2/4/1)\n"),
            ("", "Dial_Tone: 440@-19;*(2/4/1)\n"),
            ("", "T#n: 440@-19;9999(.001/.001/1)\n"),
            ("Dial_Tone: 440@-19", ",440@-1"),
            ("Dial_Tone: 440@-19;*(.1/.1/1", ",.1/.1/1"),
            ("Dial_Tone: 440@-19;*(.1/.1/1", "+1"),
        ],
        Reader::File(Notation::Grandstream) => &[
            ("", "c=2000/4000;\n"),
            ("", "P4000=f1=440@-19;\n"),
            ("P4000=f1=440", ",f2=440"),
            ("P4000=f1=440,c=1/1", "-1/1"),
        ],
        Reader::File(_) => &[
            ("", "[[tone]]\nid = \"a\"\n"),
            ("", "[[tone]]\nid = \n"),
            ("", "a.b.c#n=1\n"),
            ("[[tone]]\n", "comp#nnents=1\n"),
            ("[[tone]]\nid=\"a\"\ncomponents=\"440", "+440"),
            ("[[tone]]\nid=\"a\"\ncomponents=\"440\"\ncycle=[", "[1,2],"),
        ],
        Reader::AlertInfo => &[
            ("", "<urn:alert:source:x#n>,"),
            ("", "X-A#n: b\n"),
            ("", "\"<"),
            ("", "<\n "),
            ("<http://a>", ";p#n=a"),
            ("<http://a>", ";info=ring9x"),
            ("<http://a>", ";a=\""),
        ],
    }
}

/// A hostile text of `length` bytes, or one unit less.
pub fn hostile((head, unit): Hostile, length: usize) -> Vec<u8> {
    text(length, head, |number| unit.replace("#n", &number.to_string()))
}
