import Glibc

/// Memory for a secret while it is typed: a few pages of its own, kept out of swap and of core dumps, wiped before they are given back.
///
/// A passphrase must never become a `String`, which is copied at will and wiped never.
struct LockedPage: ~Copyable {
    /// Bytes that fit.
    let capacity: Int
    // Safe: mapped by `init`, unmapped by `deinit`, and lent only for the length of a call.
    private let memory: UnsafeMutableRawPointer

    /// - Parameter capacity: in bytes; rounded up to whole pages by the system.
    /// - Returns: nil when the system gives no memory. Locking may fail under a tight RLIMIT_MEMLOCK; the pages are then
    ///   still wiped and kept out of dumps.
    init?(capacity: Int) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let memory = mmap(nil, capacity, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
            return nil
        }
        self.memory = memory
        self.capacity = capacity
        _ = mlock(memory, capacity)
        _ = madvise(memory, capacity, MADV_DONTDUMP)
    }

    deinit {
        explicit_bzero(memory, capacity)
        munmap(memory, capacity)
    }

    /// Lends the whole page.
    borrowing func withBytes<Result: ~Copyable, Fault: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Fault) -> Result
    ) throws(Fault) -> Result {
        try body(UnsafeMutableRawBufferPointer(start: memory, count: capacity))
    }
}
