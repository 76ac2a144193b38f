//! FLAC, Ogg Vorbis and MP3, decoded by symphonia.

use std::io::{Cursor, ErrorKind};
use std::panic;

use symphonia::core::audio::GenericAudioBufferRef;
use symphonia::core::codecs::audio::well_known::CODEC_ID_FLAC;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::{FormatOptions, FormatReader, Track, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::packet::Packet;
use symphonia::default::formats::{FlacReader, MpaReader, OggReader};

use crate::recording::channel::Pick;
use crate::recording::{Channel, Fault, Format, Recording, RecordingError};
use crate::units::SampleRate;

/// What a file is compressed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    Flac,
    /// Ogg, which holds FLAC now and then.
    Ogg,
    Mp3,
}

impl Compression {
    /// What the first bytes tell, or the name where they do not.
    ///
    /// symphonia would look for a beginning within the first megabyte, and find the frame of an MP3
    /// file in any other that is long enough.
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let is_named_mp3 = || name.to_ascii_lowercase().ends_with(".mp3");
        match bytes {
            [b'f', b'L', b'a', b'C', ..] => Some(Self::Flac),
            [b'O', b'g', b'g', b'S', ..] => Some(Self::Ogg),
            [0xFF, second, third, ..] if is_layer_three(*second, *third) => Some(Self::Mp3),
            _ if is_named_mp3() => Some(Self::Mp3),
            _ => None,
        }
    }

    const fn format(self) -> Format {
        match self {
            Self::Flac => Format::Flac,
            Self::Ogg => Format::Vorbis,
            Self::Mp3 => Format::Mp3,
        }
    }

    fn reader(self, bytes: &[u8]) -> Result<Box<dyn FormatReader + '_>, Error> {
        let buffer = MediaSourceStreamOptions::default();
        let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), buffer);
        let options = FormatOptions::default();
        Ok(match self {
            Self::Flac => Box::new(FlacReader::try_new(source, options)?),
            Self::Ogg => Box::new(OggReader::try_new(source, options)?),
            Self::Mp3 => Box::new(MpaReader::try_new(source, options)?),
        })
    }
}

/// Whether the second and the third byte of a frame's header are those of MPEG audio, layer III,
/// with a bit rate and a sampling rate that exist.
const fn is_layer_three(second: u8, third: u8) -> bool {
    let reserved_version = second & 0x18 == 0x08;
    second & 0xE6 == 0xE2 && !reserved_version && third & 0xF0 != 0xF0 && third & 0x0C != 0x0C
}

/// Decodes the first recording of a file, as far as that goes.
///
/// symphonia 0.6.1 panics on some files that no encoder writes: found by changing the codebooks of
/// a
/// Vorbis setup (`lookup1_values`, an overflow). Nothing of it outlives the call, so a panic is an
/// error like any other; the panic hook still reports it. Where panics abort, so does this one.
pub(super) fn decode(
    bytes: &[u8],
    compression: Compression,
    channel: Channel,
) -> Result<Recording, RecordingError> {
    let decoded = panic::catch_unwind(|| decode_unguarded(bytes, compression, channel));
    decoded.unwrap_or_else(|_| {
        Err(RecordingError::Undecodable("the decoder failed on a malformed file".to_owned()))
    })
}

fn decode_unguarded(
    bytes: &[u8],
    compression: Compression,
    channel: Channel,
) -> Result<Recording, RecordingError> {
    let mut reader = compression.reader(bytes).map_err(|error| undecodable(&error))?;
    let track = reader.first_track(TrackType::Audio).ok_or(RecordingError::Empty)?.clone();
    let mut decoder = decoder(&track)?;
    let mut tape = Tape::new(channel);
    let end = loop {
        match reader.next_packet() {
            Ok(None) => break None,
            Ok(Some(packet)) if packet.track_id == track.id => {
                if let Some(fault) = tape.take(&packet, decoder.as_mut())? {
                    break Some(fault);
                }
            }
            Ok(Some(_)) => {}
            Err(error) => break Some(fault(&error)),
        }
    };
    let promised = track.num_frames.filter(|_| compression != Compression::Ogg);
    let is_flac = decoder.codec_params().codec == CODEC_ID_FLAC;
    let format = if is_flac { Format::Flac } else { compression.format() };
    tape.recording(format, end, promised)
}

fn decoder(track: &Track) -> Result<Box<dyn AudioDecoder>, RecordingError> {
    let parameters = track.codec_params.as_ref().and_then(|parameters| parameters.audio());
    let parameters = parameters.ok_or(RecordingError::Unknown)?;
    let options = AudioDecoderOptions::default();
    let decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &options);
    decoder.map_err(|error| undecodable(&error))
}

fn undecodable(error: &Error) -> RecordingError {
    RecordingError::Undecodable(error.to_string())
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => Fault::Truncated,
        Error::ResetRequired => Fault::Chained,
        _ => Fault::Damaged,
    }
}

/// What was decoded so far.
struct Tape {
    channel: Channel,
    samples: Vec<f32>,
    /// What the first packet has told.
    shape: Option<Shape>,
    /// The timestamp of the next packet, if none is missing.
    next: Option<i64>,
    damaged: bool,
    /// A packet of all channels, one sample of each in turn.
    packet: Vec<f32>,
}

/// What is the same for all packets.
#[derive(Clone, Copy)]
struct Shape {
    rate: SampleRate,
    channels: usize,
    pick: Pick,
}

impl Tape {
    /// The longest gap that is filled with silence, in samples: a greater one is a wrong timestamp.
    const LONGEST_GAP: i64 = 1 << 22;

    fn new(channel: Channel) -> Self {
        let packet = Vec::new();
        Self { channel, samples: Vec::new(), shape: None, next: None, damaged: false, packet }
    }

    /// Decodes a packet to its place; the fault after which no more is read.
    fn take(
        &mut self,
        packet: &Packet,
        decoder: &mut dyn AudioDecoder,
    ) -> Result<Option<Fault>, RecordingError> {
        let at = packet.pts.get();
        let gap = self.next.map_or(0, |next| at.saturating_sub(next));
        if gap > Self::LONGEST_GAP {
            return Ok(Some(Fault::Damaged));
        }
        if gap > 0 {
            self.be_silent(gap.unsigned_abs())?;
        }
        self.next = at.checked_add_unsigned(packet.block_dur().get());
        match decoder.decode(packet) {
            Ok(audio) => self.append(&audio),
            // Its samples are lost, and those that follow are not: they have to stay at their time.
            Err(Error::DecodeError(_) | Error::IoError(_)) => {
                self.be_silent(packet.dur.get())?;
                Ok(None)
            }
            Err(error) => Ok(Some(fault(&error))),
        }
    }

    fn be_silent(&mut self, samples: u64) -> Result<(), RecordingError> {
        self.damaged = true;
        let samples = usize::try_from(samples).unwrap_or(usize::MAX);
        let length = self.samples.len().saturating_add(samples);
        if length > Recording::LONGEST {
            return Err(RecordingError::TooLong);
        }
        self.samples.resize(length, 0.0);
        Ok(())
    }

    fn append(
        &mut self,
        audio: &GenericAudioBufferRef<'_>,
    ) -> Result<Option<Fault>, RecordingError> {
        let (hertz, channels) = (audio.spec().rate(), audio.num_planes());
        let shape = if let Some(shape) = self.shape {
            shape
        } else {
            let pick = self.channel.pick(channels)?;
            let rate = SampleRate::new(hertz).map_err(|_| RecordingError::Rate { hertz })?;
            *self.shape.insert(Shape { rate, channels, pick })
        };
        if (shape.rate.hertz(), shape.channels) != (hertz, channels) {
            return Ok(Some(Fault::Chained));
        }
        if self.samples.len() + audio.frames() > Recording::LONGEST {
            return Err(RecordingError::TooLong);
        }
        audio.copy_to_vec_interleaved(&mut self.packet);
        let frames = self.packet.chunks_exact(channels);
        self.samples.extend(frames.map(|frame| shape.pick.among(frame.iter().copied())));
        Ok(None)
    }

    fn recording(
        self,
        format: Format,
        end: Option<Fault>,
        promised: Option<u64>,
    ) -> Result<Recording, RecordingError> {
        let shape = self.shape.ok_or(RecordingError::Empty)?;
        if self.samples.is_empty() {
            return Err(RecordingError::Empty);
        }
        let short = promised.is_some_and(|promised| promised > self.samples.len() as u64);
        let damaged = self.damaged.then_some(Fault::Damaged);
        let fault = damaged.or(end).or(short.then_some(Fault::Truncated));
        let Shape { rate, channels, .. } = shape;
        Ok(Recording { rate, channels, samples: self.samples, format, fault })
    }
}
