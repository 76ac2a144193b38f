//! A bank of whichever encoding C asked for.

use crate::bank::{Alaw, Bank, BankError, BankOptions, F32, Pcm16, Ulaw};
use crate::model::Signal;
use crate::units::SampleRate;

/// How a bank keeps its samples.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithEncoding {
    /// `int16_t`, linear, in the byte order of the machine. Silence is 0.
    Pcm16 = 0,
    /// `float`, full scale 1, not clipped. Silence is 0.
    F32 = 1,
    /// `uint8_t`, G.711 mu-law. Silence is 0xFF.
    Ulaw = 2,
    /// `uint8_t`, G.711 A-law. Silence is 0xD5.
    Alaw = 3,
}

impl RingsmithEncoding {
    const ALL: [Self; 4] = [Self::Pcm16, Self::F32, Self::Ulaw, Self::Alaw];

    pub(super) fn from_number(number: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|&encoding| encoding as i32 == number)
    }

    pub(super) fn sample_bytes(self) -> u32 {
        match self {
            Self::Pcm16 => 2,
            Self::F32 => 4,
            Self::Ulaw | Self::Alaw => 1,
        }
    }
}

/// A bank of any encoding.
pub(super) enum AnyBank {
    Pcm16(Bank<Pcm16>),
    F32(Bank<F32>),
    Ulaw(Bank<Ulaw>),
    Alaw(Bank<Alaw>),
}

/// Does the same with the bank inside an [`AnyBank`], whatever its encoding.
macro_rules! with_bank {
    ($any:expr, $bank:ident => $work:expr) => {
        match $any {
            $crate::capi::any_bank::AnyBank::Pcm16($bank) => $work,
            $crate::capi::any_bank::AnyBank::F32($bank) => $work,
            $crate::capi::any_bank::AnyBank::Ulaw($bank) => $work,
            $crate::capi::any_bank::AnyBank::Alaw($bank) => $work,
        }
    };
}
pub(super) use with_bank;

impl AnyBank {
    pub(super) fn compile(
        encoding: RingsmithEncoding,
        signals: &[Signal],
        rate: SampleRate,
        options: BankOptions,
    ) -> Result<Self, BankError> {
        Ok(match encoding {
            RingsmithEncoding::Pcm16 => Self::Pcm16(Bank::compile(signals, rate, options)?),
            RingsmithEncoding::F32 => Self::F32(Bank::compile(signals, rate, options)?),
            RingsmithEncoding::Ulaw => Self::Ulaw(Bank::compile(signals, rate, options)?),
            RingsmithEncoding::Alaw => Self::Alaw(Bank::compile(signals, rate, options)?),
        })
    }

    pub(super) fn encoding(&self) -> RingsmithEncoding {
        match self {
            Self::Pcm16(_) => RingsmithEncoding::Pcm16,
            Self::F32(_) => RingsmithEncoding::F32,
            Self::Ulaw(_) => RingsmithEncoding::Ulaw,
            Self::Alaw(_) => RingsmithEncoding::Alaw,
        }
    }
}
