//! Counts what an execution takes up: by our own allocator for Rust, by SQLite's own counters for SQLite.
#![expect(unsafe_code, reason = "an allocator, and two counters of a C library")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Argon2id's memory for one password. It is that large on purpose and never depends on what is sent; `password.rs` lets
/// two of them be at a time. Not counted, by its exact size.
const PASSWORD: usize = 19 * 1024 * 1024;

/// The system's allocator, with a count of what is held.
pub struct Counted;

fn add(size: usize) {
    if size != PASSWORD {
        MOST.fetch_max(HELD.fetch_add(size, Relaxed) + size, Relaxed);
    }
}

fn take(size: usize) {
    if size != PASSWORD {
        HELD.fetch_sub(size, Relaxed);
    }
}

// SAFETY: every call is the system allocator's own.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        take(layout.size());
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both are there for a moment, when it is moved.
        add(size);
        take(layout.size());
        unsafe { System.realloc(place, layout, size) }
    }
}

/// The memory of one execution.
pub struct Watched {
    held: usize,
    by_sqlite: i64,
}

impl Watched {
    /// Begins to watch. One at a time, since all threads count.
    pub fn begin() -> Self {
        let held = HELD.load(Relaxed);
        MOST.store(held, Relaxed);
        // SAFETY: SQLite allows both calls at any time.
        let by_sqlite = unsafe {
            rusqlite::ffi::sqlite3_memory_highwater(1);
            rusqlite::ffi::sqlite3_memory_used()
        };
        Self { held, by_sqlite }
    }

    /// The most that was taken up since, by whichever took more.
    pub fn most(&self) -> usize {
        // SAFETY: as above.
        let by_sqlite = unsafe { rusqlite::ffi::sqlite3_memory_highwater(0) } - self.by_sqlite;
        MOST.load(Relaxed).saturating_sub(self.held).max(usize::try_from(by_sqlite).unwrap_or(0))
    }
}
