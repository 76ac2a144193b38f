//! The fuzz targets within their memory: every allocation is counted. One test, since the allocator
//! counts for the whole process.
#![cfg(feature = "fuzzing")]

mod memory;

use std::fs;
use std::path::Path;

use ringsmith::fuzzing::{TARGETS, Target};

#[test]
fn every_target_keeps_to_its_memory_and_gives_it_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/fuzz");
    let mut run = 0;
    for target in TARGETS {
        for entry in fs::read_dir(folder.join(target.name)).into_iter().flatten() {
            let path = entry.unwrap().path();
            println!("{}", path.display()); // told if it fails
            memory::run(target, &fs::read(path).unwrap());
            run += 1;
        }
    }
    assert!(run > 100, "{run} inputs are found");
    #[cfg(feature = "recording")]
    claims::assert_no_memory_is_taken_for_them();
}

/// Headers that promise more than the file holds.
#[cfg(feature = "recording")]
mod claims {
    use ringsmith::recording::{Channel, Recording};

    use super::{Target, memory};

    /// Reads a file that is not read for long. The decoder of FLAC makes room for one block: of 65 535
    /// samples in eight channels of four bytes, 2 MiB; the rest of as much is for buffers of the file.
    const READER: Target = Target {
        name: "a claim",
        run: |data| {
            let _ = Recording::from_bytes("claim", data, Channel::Mix);
        },
        memory: |_| 4 << 20,
    };

    pub fn assert_no_memory_is_taken_for_them() {
        memory::run(&READER, &wav(u32::MAX));
        memory::run(&READER, &wav(0x7FFE_FFFF));
        memory::run(&READER, &flac());
    }

    /// A second of silence of which the header says that it is as long as can be said.
    fn wav(length: u32) -> Vec<u8> {
        let mut file = b"RIFF\xFF\xFF\xFF\xFFWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
        file.extend([8000_u32, 16_000].into_iter().flat_map(u32::to_le_bytes));
        file.extend(b"\x02\0\x10\0data");
        file.extend(length.to_le_bytes());
        file.resize(file.len() + 16_000, 0);
        file
    }

    /// A stream of 2³⁶ − 1 samples in eight channels, and none of them (RFC 9639, 8.2).
    fn flac() -> Vec<u8> {
        let mut file = b"fLaC\x80\0\0\x22".to_vec();
        file.extend(b"\xFF\xFF\xFF\xFF\0\0\0\0\0\0"); // blocks of 65 535 samples, frames of any size
        file.extend(b"\x0B\xB8\x0E\xFF\xFF\xFF\xFF\xFF"); // 48 kHz, eight channels, 16 bits
        file.resize(file.len() + 16, 0); // no digest
        file
    }
}
