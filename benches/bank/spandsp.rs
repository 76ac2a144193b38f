//! The tone generator of spandsp 0.0.6, as Debian builds it.
#![expect(unsafe_code, reason = "a C library")]

use core::ffi::c_int;

#[repr(C)]
struct Opaque {
    _private: [u8; 0],
}

#[link(name = "spandsp")]
unsafe extern "C" {
    fn tone_gen_descriptor_init(
        descriptor: *mut Opaque,
        f1: c_int,
        l1: c_int,
        f2: c_int,
        l2: c_int,
        d1: c_int,
        d2: c_int,
        d3: c_int,
        d4: c_int,
        repeat: c_int,
    ) -> *mut Opaque;
    fn tone_gen_descriptor_free(descriptor: *mut Opaque);
    fn tone_gen_init(state: *mut Opaque, descriptor: *mut Opaque) -> *mut Opaque;
    fn tone_gen_free(state: *mut Opaque) -> c_int;
    fn tone_gen(state: *mut Opaque, amplitudes: *mut i16, samples: c_int) -> c_int;
}

/// A repeating tone of two sines at 8 kHz.
pub struct Tone(*mut Opaque);

impl Tone {
    /// `on` and `off` in milliseconds; no `off` is a continuous tone.
    pub fn new(hertz: [i32; 2], level: i32, on: i32, off: i32) -> Self {
        // SAFETY: null asks the library to allocate; the descriptor is copied by `tone_gen_init`
        // and freed here, the state is freed in `drop`.
        unsafe {
            let descriptor = tone_gen_descriptor_init(
                core::ptr::null_mut(),
                hertz[0],
                level,
                hertz[1],
                level,
                on,
                off,
                0,
                0,
                1,
            );
            assert!(!descriptor.is_null());
            let state = tone_gen_init(core::ptr::null_mut(), descriptor);
            assert!(!state.is_null());
            tone_gen_descriptor_free(descriptor);
            Self(state)
        }
    }

    /// Fills `out`.
    pub fn fill(&mut self, out: &mut [i16]) {
        let count = c_int::try_from(out.len()).unwrap();
        // SAFETY: the state is live, and `out` has room for `count` samples.
        let given = unsafe { tone_gen(self.0, out.as_mut_ptr(), count) };
        assert_eq!(given, count);
    }
}

impl Drop for Tone {
    fn drop(&mut self) {
        // SAFETY: the state came from `tone_gen_init` and is freed once.
        unsafe {
            tone_gen_free(self.0);
        }
    }
}
