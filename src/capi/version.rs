//! Which library this is.

use core::ffi::{CStr, c_char};

/// The version of this interface that the header describes. It grows when something is added, and
/// the number in the library's soname when something is changed or taken away.
pub const RINGSMITH_ABI_VERSION: u32 = 1;

/// The `RINGSMITH_ABI_VERSION` of the library that is linked. It serves a program that was
/// compiled for this number or a lower one.
#[unsafe(no_mangle)]
pub extern "C" fn ringsmith_abi_version() -> u32 {
    RINGSMITH_ABI_VERSION
}

/// The version of the library, such as "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn ringsmith_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => panic!("a version has no zero byte"),
        };
    VERSION.as_ptr()
}
