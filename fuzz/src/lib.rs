//! libFuzzer's end of the targets of `ringsmith::fuzzing`.

#[path = "../../tests/memory/mod.rs"]
mod memory;

pub use libfuzzer_sys::fuzz_target;
pub use memory::run;
pub use ringsmith::fuzzing::find;

/// The program that fuzzes the target of a name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        static TARGET: std::sync::LazyLock<ringsmith::fuzzing::Target> =
            std::sync::LazyLock::new(|| $crate::find($name).expect("the library has the target"));

        libfuzzer_sys::fuzz_target!(
            init: $crate::let_panics_be_caught($name),
            |data: &[u8]| $crate::run(&TARGET, data)
        );
    };
}

/// libFuzzer's binding aborts at every panic. The reader of recordings catches those of the decoder
/// and answers an error: there only a panic that nobody catches is a find.
pub fn let_panics_be_caught(target: &str) {
    if target == "recording" {
        let _ = std::panic::take_hook();
    }
}
