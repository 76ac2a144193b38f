//! What a call answers, and the text of the last failure.

use core::cell::{Cell, RefCell};
use core::ffi::{CStr, c_char};
use std::borrow::Cow;
use std::ffi::CString;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a call answers: 0 for success, below 0 for a failure.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithStatus {
    /// Done.
    Ok = 0,
    /// A pointer is NULL that must not be.
    NullPointer = -1,
    /// The size of a structure is none that the library knows, or a stride is none.
    WrongSize = -2,
    /// A buffer is too short for what is to be written into it. Nothing was written.
    ShortBuffer = -3,
    /// A pointer or a stride is not a multiple of what its type needs.
    Misaligned = -4,
    /// An argument is none of its values or outside its range.
    InvalidArgument = -5,
    /// A file cannot be read.
    CannotRead = -6,
    /// A file has errors; its diagnostics tell.
    Rejected = -7,
    /// The tones of a file do not make a bank of this rate.
    NotCompiled = -8,
    /// The bank has no such signal, or the tones no such diagnostic.
    NotFound = -9,
    /// A fault of the library itself. Please report it.
    Internal = -10,
    /// The system does not give the memory that a file or a bank takes.
    OutOfMemory = -11,
}

/// What a status means, in a few words that live for ever.
#[unsafe(no_mangle)]
pub extern "C" fn ringsmith_status_text(status: i32) -> *const c_char {
    const TEXTS: [&CStr; 12] = [
        c"success",
        c"a pointer is NULL",
        c"a size is not the one of its structure or frame",
        c"a buffer is too short",
        c"a pointer or a stride is not aligned",
        c"an argument is out of range",
        c"a file cannot be read",
        c"a file has errors",
        c"tones do not make a bank of this rate",
        c"there is no such signal or diagnostic",
        c"a fault of the library",
        c"there is not enough memory",
    ];
    let index = status.checked_neg().and_then(|number| usize::try_from(number).ok());
    index.and_then(|index| TEXTS.get(index)).unwrap_or(&c"an unknown status").as_ptr()
}

/// The text of the last failure in the calling thread: one line, no line end, never NULL. It is
/// empty before the first failure, and valid until the next one in this thread. A call that
/// succeeds leaves it alone.
#[unsafe(no_mangle)]
pub extern "C" fn ringsmith_last_error() -> *const c_char {
    LAST.get()
}

thread_local! {
    /// Needs no destructor, so that the media path may set it without an allocation.
    static LAST: Cell<*const c_char> = const { Cell::new(c"".as_ptr()) };
    /// Keeps the last text that was made at run time.
    static MADE: RefCell<Option<Made>> = const { RefCell::new(None) };
}

/// A text that goes with its thread. What runs in the thread after that finds none.
struct Made(CString);

impl Drop for Made {
    fn drop(&mut self) {
        LAST.set(c"".as_ptr());
    }
}

/// A failure with a text that is known beforehand.
#[derive(Clone, Copy)]
pub(super) struct Fault(pub(super) RingsmithStatus, pub(super) &'static CStr);

/// A failure with any text.
pub(super) struct Failure {
    status: RingsmithStatus,
    text: Cow<'static, CStr>,
}

impl Failure {
    pub(super) fn new(status: RingsmithStatus, text: impl Into<String>) -> Self {
        Self { status, text: c_text(text).into() }
    }
}

impl From<Fault> for Failure {
    fn from(Fault(status, text): Fault) -> Self {
        Self { status, text: text.into() }
    }
}

/// A text for C, which ends at the first zero byte: there is none in it.
pub(super) fn c_text(text: impl Into<String>) -> CString {
    let mut bytes = text.into().into_bytes();
    bytes.retain(|&byte| byte != 0);
    CString::new(bytes).unwrap_or_default()
}

/// The answer of a call of the media path. Allocates nothing.
#[inline]
pub(super) fn answer(result: Result<(), Fault>) -> RingsmithStatus {
    match result {
        Ok(()) => RingsmithStatus::Ok,
        Err(Fault(status, text)) => {
            LAST.set(text.as_ptr());
            status
        }
    }
}

/// The answer of a call that may allocate. A panic, which would be a fault of ours, ends here.
pub(super) fn guarded(work: impl FnOnce() -> Result<(), Failure>) -> RingsmithStatus {
    // Nothing that a panic could leave half done outlives `work`: it writes its results last.
    let result = catch_unwind(AssertUnwindSafe(work));
    let failure = match result {
        Ok(Ok(())) => return RingsmithStatus::Ok,
        Ok(Err(failure)) => failure,
        Err(_) => Fault(RingsmithStatus::Internal, c"a fault of the library: it panicked").into(),
    };
    match failure.text {
        Cow::Borrowed(text) => LAST.set(text.as_ptr()),
        Cow::Owned(text) => {
            LAST.set(c"".as_ptr());
            // A thread that is ending may have no place for the text any more.
            let _ = MADE.try_with(|made| {
                let mut made = made.borrow_mut();
                let kept = made.insert(Made(text));
                LAST.set(kept.0.as_ptr());
            });
        }
    }
    failure.status
}
