//! Pointers to references: what can be checked is checked here, once for every call.
//!
//! What cannot be checked is the caller's duty, stated at the top of the header: a pointer that is
//! not NULL points to what its type says, for as long as the call lasts.

use core::ffi::{CStr, c_char, c_void};
use core::slice;

use crate::capi::status::{Fault, RingsmithStatus};

/// What `pointer` points to; `null` is the text of the failure if that is nothing.
///
/// # Safety
/// A pointer that is not null points to a `T` that nobody changes for as long as `'a`.
#[inline]
pub(super) unsafe fn shared<'a, T>(pointer: *const T, null: &'static CStr) -> Result<&'a T, Fault> {
    check(pointer, null)?;
    // SAFETY: neither null nor misaligned, as just checked; a T by the duty of the caller.
    Ok(unsafe { &*pointer })
}

/// As [`shared`], for what is changed in place.
///
/// # Safety
/// A pointer that is not null points to a `T` that nobody else uses for as long as `'a`.
#[inline]
pub(super) unsafe fn exclusive<'a, T>(
    pointer: *mut T,
    null: &'static CStr,
) -> Result<&'a mut T, Fault> {
    check(pointer, null)?;
    // SAFETY: neither null nor misaligned, as just checked; a T by the duty of the caller.
    Ok(unsafe { &mut *pointer })
}

/// Writes a result, whatever was in its place.
///
/// # Safety
/// A pointer that is not null points to memory for a `T`.
#[inline]
pub(super) unsafe fn write<T>(pointer: *mut T, null: &'static CStr, value: T) -> Result<(), Fault> {
    check(pointer, null)?;
    // SAFETY: neither null nor misaligned, as just checked; memory for a T by the duty of the
    // caller. The T are plain numbers and pointers: what was there needs no drop.
    unsafe { pointer.write(value) };
    Ok(())
}

/// Fails for a pointer that is null or not a multiple of the alignment of its type.
#[inline]
pub(super) fn check<T>(pointer: *const T, null: &'static CStr) -> Result<(), Fault> {
    if pointer.is_null() {
        return Err(Fault(RingsmithStatus::NullPointer, null));
    }
    if !pointer.is_aligned() {
        return Err(Fault(RingsmithStatus::Misaligned, c"a pointer is not aligned for its type"));
    }
    Ok(())
}

/// The first `count` of the `T` in a buffer of `bytes` bytes.
///
/// # Safety
/// A pointer that is not null points to `bytes` bytes that nobody else uses for as long as `'a`. C
/// may not have written to them yet: a `T` is a number, whose memory is written here before it is
/// ever read.
#[inline]
pub(super) unsafe fn buffer<'a, T>(
    pointer: *mut c_void,
    bytes: usize,
    count: usize,
    null: &'static CStr,
) -> Result<&'a mut [T], Fault> {
    if count == 0 {
        return Ok(&mut []);
    }
    let pointer = pointer.cast::<T>();
    check(pointer, null)?;
    let needed =
        count.checked_mul(size_of::<T>()).filter(|&needed| isize::try_from(needed).is_ok());
    if needed.is_none_or(|needed| needed > bytes) {
        return Err(Fault(
            RingsmithStatus::ShortBuffer,
            c"the buffer is too short for the samples",
        ));
    }
    // SAFETY: neither null nor misaligned, and `count` T are no more than `bytes` bytes and no more
    // than isize::MAX, as just checked; the bytes are the caller's to give, by its duty.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, count) })
}

/// `count` values of a type, of which there may be none.
///
/// # Safety
/// A pointer that is not null points to `count` `T` that nobody else uses for as long as `'a`.
#[inline]
pub(super) unsafe fn array<'a, T>(
    pointer: *mut T,
    count: usize,
    null: &'static CStr,
) -> Result<&'a mut [T], Fault> {
    if count == 0 {
        return Ok(&mut []);
    }
    check(pointer, null)?;
    sized::<T>(count)?;
    // SAFETY: neither null nor misaligned, and no more than isize::MAX bytes, as just checked;
    // `count` T by the duty of the caller.
    Ok(unsafe { slice::from_raw_parts_mut(pointer, count) })
}

/// `count` bytes to be read, of which there may be none.
///
/// # Safety
/// A pointer that is not null points to `count` bytes that nobody changes for as long as `'a`.
pub(super) unsafe fn bytes<'a>(
    pointer: *const c_void,
    count: usize,
    null: &'static CStr,
) -> Result<&'a [u8], Fault> {
    if count == 0 {
        return Ok(&[]);
    }
    let pointer = pointer.cast::<u8>();
    check(pointer, null)?;
    sized::<u8>(count)?;
    // SAFETY: not null and no more than isize::MAX bytes, as just checked; `count` bytes by the
    // duty of the caller.
    Ok(unsafe { slice::from_raw_parts(pointer, count) })
}

/// A text that ends with a zero byte.
///
/// # Safety
/// A pointer that is not null points to such a text, which nobody changes for as long as `'a`.
pub(super) unsafe fn text<'a>(
    pointer: *const c_char,
    null: &'static CStr,
) -> Result<&'a CStr, Fault> {
    check(pointer, null)?;
    // SAFETY: not null, as just checked; it ends with a zero byte by the duty of the caller.
    Ok(unsafe { CStr::from_ptr(pointer) })
}

/// Fails for more than can be in memory.
#[inline]
fn sized<T>(count: usize) -> Result<(), Fault> {
    match count.checked_mul(size_of::<T>()).and_then(|bytes| isize::try_from(bytes).ok()) {
        Some(_) => Ok(()),
        None => Err(Fault(RingsmithStatus::WrongSize, c"a count is more than memory can hold")),
    }
}

/// Fails unless a structure has the size that this library gives it.
pub(super) fn structure<T>(size: usize) -> Result<(), Fault> {
    if size == size_of::<T>() {
        return Ok(());
    }
    Err(Fault(
        RingsmithStatus::WrongSize,
        c"the size of a structure is not the one the library knows",
    ))
}

/// The failure of a search.
pub(super) fn not_found(text: &'static CStr) -> Fault {
    Fault(RingsmithStatus::NotFound, text)
}
