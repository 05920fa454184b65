import CPlatform
import Glibc

/// Keeps a folder to one process while something is made in it. The lock goes with the process, however that ends.
struct FolderLock {
    private let descriptor: Int32

    /// - Throws: `FileFault.busy` where another process holds it
    init(_ path: String) throws(FileFault) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing(path) : .unwritable(path, code: errno) }
        let fault = platform_try_lock(descriptor, true)
        guard fault == 0 else {
            close(descriptor)
            throw fault == EWOULDBLOCK ? .busy(path) : .unwritable(path, code: fault)
        }
        self.descriptor = descriptor
    }

    func release() { close(descriptor) }
}
