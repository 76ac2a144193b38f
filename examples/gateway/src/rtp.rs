//! The header of an RTP packet: RFC 3550, 5.1.

/// Bytes of a header without contributing sources.
pub const HEADER: usize = 12;

/// The running numbers of a stream, which begin anywhere.
pub struct Numbering {
    sequence: u16,
    timestamp: u32,
    source: u32,
    payload_type: u8,
}

impl Numbering {
    pub fn new(payload_type: u8) -> Self {
        let (sequence, timestamp, source) =
            (fastrand::u16(..), fastrand::u32(..), fastrand::u32(..));
        Self { sequence, timestamp, source, payload_type }
    }

    /// Writes the header of the next packet. `starts` marks the first one after a pause.
    pub fn write(&mut self, starts: bool, header: &mut [u8; HEADER]) {
        header[0] = 2 << 6; // the version
        header[1] = u8::from(starts) << 7 | self.payload_type;
        header[2..4].copy_from_slice(&self.sequence.to_be_bytes());
        header[4..8].copy_from_slice(&self.timestamp.to_be_bytes());
        header[8..12].copy_from_slice(&self.source.to_be_bytes());
        self.sequence = self.sequence.wrapping_add(1);
    }

    /// Time goes on, also where no packet is sent.
    pub fn advance(&mut self, ticks: u32) {
        self.timestamp = self.timestamp.wrapping_add(ticks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_go_on_over_their_ends_and_time_passes_in_pauses() {
        let mut numbering =
            Numbering { sequence: 65_535, timestamp: u32::MAX - 99, source: 7, payload_type: 8 };
        let mut header = [0; HEADER];
        numbering.write(true, &mut header);
        assert_eq!(header, [0x80, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x9C, 0, 0, 0, 7]);
        numbering.advance(160);
        numbering.advance(160);
        numbering.write(false, &mut header);
        assert_eq!(header, [0x80, 8, 0, 0, 0, 0, 0, 220, 0, 0, 0, 7]);
    }
}
