//! The form of audio files: rate, encoding, container.

use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use ringsmith::codec::Encoding;
use ringsmith::sink::{self, Coding, Container};
use ringsmith::units::SampleRate;

/// What is said of the form of a file. The rest follows from it, or from the name of the file.
#[derive(clap::Args)]
pub struct Form {
    /// Sampling rate, 8000 to 192000 [default: 8000; 16000 for g722 and vorbis]
    #[arg(long, value_name = "HZ", value_parser = parse_rate)]
    pub rate: Option<SampleRate>,

    /// How samples are written [default: pcm16; vorbis in an ogg]
    #[arg(long, value_name = "ENCODING", value_parser = coding_parser())]
    pub encoding: Option<Coding>,

    /// What stands around the samples [default: as the name of the file says, else wav; raw for g722]
    #[arg(long, value_name = "CONTAINER", value_parser = container_parser())]
    pub container: Option<Container>,
}

impl Form {
    /// Encoding and container of a file of this name: what is said, and what follows from it.
    pub fn of(&self, output: Option<&Path>) -> (Coding, Container) {
        sink::form(self.encoding, self.container, output)
    }
}

/// Takes the names of the encodings that stand for one sample each, and lists them in the help.
pub fn encoding_parser() -> impl TypedValueParser<Value = Encoding> {
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name))
        .try_map(|name| name.parse::<Encoding>())
}

fn coding_parser() -> impl TypedValueParser<Value = Coding> {
    PossibleValuesParser::new(Coding::ALL.map(Coding::name)).try_map(|name| name.parse::<Coding>())
}

fn container_parser() -> impl TypedValueParser<Value = Container> {
    PossibleValuesParser::new(Container::ALL.map(Container::name))
        .try_map(|name| name.parse::<Container>())
}

pub fn parse_rate(text: &str) -> Result<SampleRate, String> {
    let hertz = text.parse().map_err(|_| "expected a whole number of hertz".to_owned())?;
    SampleRate::new(hertz).map_err(|error| error.to_string())
}
