//! Reading files, and what is wrong with them.

use core::ffi::{CStr, c_char, c_void};
use core::ptr;
use std::ffi::CString;
use std::io::ErrorKind;
use std::path::Path;

use crate::capi::edge;
use crate::capi::status::{Failure, RingsmithStatus, answer, c_text, guarded};
use crate::diagnostic::{Diagnostic, Severity, Source};
use crate::model::ToneSet;
use crate::notation::{Document, Options};
use crate::units::SampleRate;

/// The tones and ringing patterns of one file, with everything that is wrong with it. Nothing in it
/// changes: any number of threads may read it.
pub struct RingsmithTones {
    /// `None` if the file has errors.
    tones: Option<ToneSet>,
    diagnostics: Box<[Entry]>,
    /// In one line, why the file cannot be played.
    rejection: String,
}

/// A diagnostic with its texts as C reads them.
struct Entry {
    severity: RingsmithSeverity,
    line: u32,
    column: u32,
    code: CString,
    message: CString,
    help: Option<CString>,
}

/// How a file is held to the vendor's manuals.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithReading {
    /// What can be played is played, with warnings: for a program that plays the file.
    Lenient = 0,
    /// What the manuals rule out is an error: for a file that is meant for a device.
    Strict = 1,
}

/// How much a diagnostic weighs.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingsmithSeverity {
    /// The text can be played, but something about it is odd.
    Warning = 0,
    /// The meaning of the text is open, or it cannot be played: the file is rejected.
    Error = 1,
}

/// What is wrong at one place of a file. The texts live as long as the tones they are of.
#[repr(C)]
pub struct RingsmithDiagnostic {
    /// A `RINGSMITH_SEVERITY_...`.
    pub severity: i32,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// 0.
    pub reserved: u32,
    /// The stable name of the kind of fault, such as "zero-frequency".
    pub code: *const c_char,
    /// What is wrong and what was expected, in one sentence.
    pub message: *const c_char,
    /// What to do about it; NULL where there is nothing to say.
    pub help: *const c_char,
}

/// Reads tones from a file: an AudioCodes call progress tones ini, the same compiled, or any other
/// notation that the file tells, if it holds one set of tones.
///
/// `rate` is the sampling rate in hertz, 8000 to 192000, that has to carry every frequency: that of
/// the bank to come. `reading` is a `RINGSMITH_READING_...`.
///
/// `RINGSMITH_STATUS_CANNOT_READ` if the file cannot be read, `RINGSMITH_STATUS_OUT_OF_MEMORY` if it does
/// not fit into memory. Succeeds for every file that can be read, also for one with errors, whose diagnostics can then
/// be asked for; `ringsmith_bank_compile` refuses it. `*tones` is to be freed with
/// `ringsmith_tones_free`; it is NULL after a failure.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_tones_load(
    path: *const c_char,
    rate: u32,
    reading: i32,
    tones: *mut *mut RingsmithTones,
) -> RingsmithStatus {
    guarded(|| {
        // SAFETY: `tones` is NULL or points to a pointer, by the duty of the caller.
        unsafe { edge::write(tones, c"`tones` is NULL", ptr::null_mut()) }?;
        // SAFETY: `path` is NULL or ends with a zero byte, by the duty of the caller.
        let path = unsafe { edge::text(path, c"`path` is NULL") }?;
        let options = options(rate, reading)?;
        let document = Document::open(path_of(path)?).map_err(|error| {
            let status = match error.kind() {
                ErrorKind::OutOfMemory => RingsmithStatus::OutOfMemory,
                _ => RingsmithStatus::CannotRead,
            };
            Failure::new(status, format!("{}: {error}", path.to_string_lossy()))
        })?;
        let read = RingsmithTones::read(&document, options);
        // SAFETY: as above.
        Ok(unsafe { edge::write(tones, c"`tones` is NULL", Box::into_raw(Box::new(read))) }?)
    })
}

/// As `ringsmith_tones_load`, from `length` bytes of memory, which may change afterwards.
///
/// `name` is what texts of errors call it; NULL stands for "<memory>".
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_tones_parse(
    text: *const c_void,
    length: usize,
    name: *const c_char,
    rate: u32,
    reading: i32,
    tones: *mut *mut RingsmithTones,
) -> RingsmithStatus {
    guarded(|| {
        // SAFETY: `tones` is NULL or points to a pointer, by the duty of the caller.
        unsafe { edge::write(tones, c"`tones` is NULL", ptr::null_mut()) }?;
        // SAFETY: `text` is NULL or has `length` bytes, by the duty of the caller.
        let text = unsafe { edge::bytes(text, length, c"`text` is NULL") }?;
        let name = if name.is_null() {
            "<memory>".into()
        } else {
            // SAFETY: `name` ends with a zero byte, by the duty of the caller.
            unsafe { edge::text(name, c"`name` is NULL") }?.to_string_lossy()
        };
        let options = options(rate, reading)?;
        let mut copy = room(text.len())?;
        copy.extend_from_slice(text);
        let read = RingsmithTones::read(&Document::new(name, copy), options);
        // SAFETY: as above.
        Ok(unsafe { edge::write(tones, c"`tones` is NULL", Box::into_raw(Box::new(read))) }?)
    })
}

/// Frees tones; NULL is nothing to free. Banks compiled of them live on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_tones_free(tones: *mut RingsmithTones) {
    if !tones.is_null() {
        // SAFETY: not NULL, as just checked; from `Box::into_raw` in a call that gave it to the
        // caller, and not freed before, by the duty of the caller.
        drop(unsafe { Box::from_raw(tones) });
    }
}

/// How many diagnostics the file has, warnings and errors: 0 also for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_tones_diagnostics(tones: *const RingsmithTones) -> usize {
    // SAFETY: `tones` is NULL or from this library and not freed, by the duty of the caller.
    let tones = unsafe { edge::shared(tones, c"`tones` is NULL") };
    tones.map_or(0, |tones| tones.diagnostics.len())
}

/// The diagnostic with this index, counted from 0 in the order of the file.
///
/// `size` is `sizeof *diagnostic`. `RINGSMITH_STATUS_NOT_FOUND` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ringsmith_tones_diagnostic(
    tones: *const RingsmithTones,
    index: usize,
    diagnostic: *mut RingsmithDiagnostic,
    size: usize,
) -> RingsmithStatus {
    let write = || {
        // SAFETY: `tones` is NULL or from this library and not freed, by the duty of the caller.
        let tones = unsafe { edge::shared(tones, c"`tones` is NULL") }?;
        edge::structure::<RingsmithDiagnostic>(size)?;
        let entry = tones.diagnostics.get(index).ok_or(edge::not_found(c"no such diagnostic"))?;
        let found = entry.as_c();
        // SAFETY: `diagnostic` is NULL or has `size` bytes, by the duty of the caller.
        unsafe { edge::write(diagnostic, c"`diagnostic` is NULL", found) }
    };
    answer(write())
}

impl RingsmithTones {
    fn read(document: &Document, options: Options) -> Self {
        let source = document.source();
        let parsed = document.parse(options);
        let errors = parsed.diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let mut rejection = match errors.clone().next() {
            None => String::new(),
            Some(first) => match errors.count() - 1 {
                0 => first.one_line(source),
                more => format!("{} (and {more} more)", first.one_line(source)),
            },
        };
        let diagnostics = parsed.diagnostics.iter().map(|d| Entry::new(d, source)).collect();
        let mut sets = parsed.tones.unwrap_or_default();
        let tones = if sets.len() == 1 { sets.pop() } else { None };
        if tones.is_none() && rejection.is_empty() {
            let (name, count) = (source.name(), sets.len());
            rejection = format!("{name}: {count} sets of tones, expected one");
        }
        Self { tones, diagnostics, rejection }
    }

    /// The tones of a file without errors.
    pub(super) fn playable(&self) -> Result<&ToneSet, Failure> {
        let rejected = || Failure::new(RingsmithStatus::Rejected, self.rejection.as_str());
        self.tones.as_ref().ok_or_else(rejected)
    }
}

impl Entry {
    fn new(diagnostic: &Diagnostic, source: &Source) -> Self {
        let at = source.position(diagnostic.span.start);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            severity: match diagnostic.severity {
                Severity::Warning => RingsmithSeverity::Warning,
                Severity::Error => RingsmithSeverity::Error,
            },
            line: number(at.line),
            column: number(at.column),
            code: c_text(diagnostic.code()),
            message: c_text(diagnostic.problem.to_string()),
            help: diagnostic.problem.help().map(c_text),
        }
    }

    fn as_c(&self) -> RingsmithDiagnostic {
        RingsmithDiagnostic {
            severity: self.severity as i32,
            line: self.line,
            column: self.column,
            reserved: 0,
            code: self.code.as_ptr(),
            message: self.message.as_ptr(),
            help: self.help.as_ref().map_or(ptr::null(), |help| help.as_ptr()),
        }
    }
}

fn options(rate: u32, reading: i32) -> Result<Options, Failure> {
    const LENIENT: i32 = RingsmithReading::Lenient as i32;
    const STRICT: i32 = RingsmithReading::Strict as i32;
    let strict = match reading {
        LENIENT => false,
        STRICT => true,
        _ => return Err(invalid("`reading` is no RINGSMITH_READING_...")),
    };
    Ok(Options { strict, rate: sample_rate(rate)? })
}

pub(super) fn sample_rate(hertz: u32) -> Result<SampleRate, Failure> {
    SampleRate::new(hertz).map_err(|error| invalid(format!("`rate` is {hertz}: {error}")))
}

/// A list with room for so many.
pub(super) fn room<T>(count: usize) -> Result<Vec<T>, Failure> {
    let mut list = Vec::new();
    list.try_reserve_exact(count).map_err(|_| no_memory(count.saturating_mul(size_of::<T>())))?;
    Ok(list)
}

pub(super) fn no_memory(bytes: usize) -> Failure {
    Failure::new(RingsmithStatus::OutOfMemory, format!("no memory for {bytes} bytes more"))
}

pub(super) fn invalid(text: impl Into<String>) -> Failure {
    Failure::new(RingsmithStatus::InvalidArgument, text)
}

/// A path as the system writes it: any bytes on Unix, UTF-8 elsewhere.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn path_of(path: &CStr) -> Result<&Path, Failure> {
    use std::os::unix::ffi::OsStrExt;
    Ok(Path::new(std::ffi::OsStr::from_bytes(path.to_bytes())))
}

#[cfg(not(unix))]
fn path_of(path: &CStr) -> Result<&Path, Failure> {
    path.to_str().map(Path::new).map_err(|_| invalid("`path` is not UTF-8"))
}

/// Threads may share what C holds only as a pointer.
const _: () = {
    const fn is_shared<T: Send + Sync>() {}
    is_shared::<RingsmithTones>();
};
