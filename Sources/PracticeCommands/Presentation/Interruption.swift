import CPlatform
import Glibc

/// Ctrl-C as something that is answered, until `end()`: whoever types a text is told what became of it.
///
/// Without it a signal ends the program at once, as everywhere else.
struct Interruption {
    /// Readable once Ctrl-C was pressed.
    let descriptor: Int32
    private let before: sigset_t

    /// - Returns: nil where the system gives no such thing; Ctrl-C ends the program then as it always does
    init?() {
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, nil, &before)
        var descriptor: Int32 = -1
        guard platform_interrupt_descriptor(&descriptor) == 0 else {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            return nil
        }
        self.descriptor = descriptor
        self.before = before
    }

    /// What was pressed after the last look still ends the program.
    func end() {
        close(descriptor)
        var before = before
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Takes the signal, or it would end the program after `end()`.
    static func take(from descriptor: Int32) {
        var told = [UInt8](repeating: 0, count: 128)
        while read(descriptor, &told, told.count) > 0 {}
    }
}
