//! Memory that is given back is wiped first, so that no text of a request stays in it: not in the
//! input's buffer alone, but in every copy that was folded, decoded or unescaped.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;

/// The system's allocator, wiping.
pub struct Wiping;

// SAFETY: every call goes to the system's allocator with what it was called with; memory is written
// to only before it is given back, and only within its layout. `realloc` is the default one, which
// allocates, copies and gives back.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the memory is the caller's until it is given back, and as long as its layout.
        unsafe {
            memory.write_bytes(0, layout.size());
            // Without this the compiler may leave out writes to memory that is freed next.
            black_box(memory);
            System.dealloc(memory, layout);
        }
    }
}

/// How much of the stack is wiped after a call, in bytes: more than the functions below it use.
const STACK: usize = 16 * 1024;

/// Wipes what the functions called before have left on the stack.
#[inline(never)]
pub fn wipe_stack() {
    let mut room = [0_u8; STACK];
    black_box(&mut room);
}
