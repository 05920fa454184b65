import CPlatform
import Glibc

/// Ctrl-C, a request to end and a closed terminal as something that is answered, until `end()`: what was typed is kept, and whoever
/// can still read is told what became of it.
///
/// Without it a signal ends the program at once, as everywhere else.
struct Interruption {
    /// Readable once a signal came.
    let descriptor: Int32
    private let before: sigset_t

    /// - Returns: nil where the system gives no such thing; a signal ends the program then as it always does
    init?() {
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        var descriptor: Int32 = -1
        guard platform_signal_descriptor(&descriptor) == 0 else {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            return nil
        }
        self.descriptor = descriptor
        self.before = before
    }

    /// What came after the last look still ends the program.
    func end() {
        close(descriptor)
        var before = before
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Takes the signals, or they would end the program after `end()`.
    /// - Returns: the first of them
    static func take(from descriptor: Int32) -> Int32 {
        var first: Int32?
        // signalfd(2): 128 bytes each, the signal's number in the first four.
        var told = [UInt8](repeating: 0, count: 128)
        while read(descriptor, &told, told.count) == told.count {
            first = first ?? told.withUnsafeBytes { Int32($0.loadUnaligned(as: UInt32.self)) }
        }
        return first ?? SIGINT
    }
}
