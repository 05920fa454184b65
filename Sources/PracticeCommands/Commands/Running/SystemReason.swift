import Glibc

/// Why the system did not do something with a file, in words; its numbers are for programs.
enum SystemReason {
    static func text(_ number: Int32, _ catalogue: Catalogue) -> String { catalogue.text(sentence(number)) }

    private static func sentence(_ number: Int32) -> Sentence {
        switch number {
        case EACCES, EPERM: .systemForbidden
        case ENOENT: .systemMissing
        case ENOTDIR: .systemNoFolder
        case EISDIR: .systemIsFolder
        case ENOSPC, EDQUOT: .systemFull
        case EROFS: .systemReadOnly
        case EFBIG: .systemTooLarge
        case ENAMETOOLONG, ELOOP: .systemNoPath
        case EINVAL: .systemNoFile
        case EMFILE, ENFILE, ENOMEM: .systemExhausted
        case EBADF: .systemNotOpen
        case EIO, ENXIO, ENODEV, ESTALE: .systemDevice
        default: .systemUnknown
        }
    }
}

extension CommandFault {
    /// A fault with a file, with the reason in words and the system's number beside it for programs.
    init(
        _ status: ExitStatus, _ code: String, _ sentence: Sentence, path: String, system number: Int32,
        _ catalogue: Catalogue, hint: Sentence? = nil
    ) {
        self.init(
            status, code, sentence, ["path": path, "reason": SystemReason.text(number, catalogue)], hint: hint,
            details: ["number": .number(Int(number))])
    }
}
