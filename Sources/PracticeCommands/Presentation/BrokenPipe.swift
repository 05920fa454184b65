import Glibc

/// Writing without dying of SIGPIPE and without changing how the process, or an editor it starts, treats that signal.
enum BrokenPipe {
    /// `write(2)` with SIGPIPE held back. The signal goes to the writing thread alone, so its mask is enough.
    /// - Returns: the bytes written and 0, or 0 and the system's error number.
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> (written: Int, errno: Int32) {
        var pipe = sigset_t()
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        var before = sigset_t()
        guard pthread_sigmask(SIG_BLOCK, &pipe, &before) == 0 else { return (0, EINVAL) }
        let written = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        let fault = written < 0 ? errno : 0
        if fault == EPIPE, sigismember(&before, SIGPIPE) == 0 {
            // Taken out of the queue, or it would strike as soon as the mask is lifted.
            var now = timespec()
            while sigtimedwait(&pipe, nil, &now) == -1, errno == EINTR {}
        }
        pthread_sigmask(SIG_SETMASK, &before, nil)
        return (max(0, written), fault)
    }
}
