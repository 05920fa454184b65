import AgeFile
public import Cryptography
import Foundation
import Glibc
public import RecordRoom
import SQLiteStore

/// Opens a backup with its key, restores it to a private place, and verifies it there: whether it would help on the day.
public struct BackupOpening {
    let file: String

    public init(_ file: String) { self.file = file }

    /// - Parameter identityFile: as `age-keygen` writes it
    public func verified(
        identityFile: String, progress: @escaping (Double) -> Void
    ) throws -> VerificationReport {
        try opened(identityFile: identityFile, at: Self.temporary).verified(progress)
    }

    public func verified(
        passphrase: borrowing SecretBytes, progress: @escaping (Double) -> Void
    ) throws -> VerificationReport {
        try opened(passphrase: passphrase, at: Self.temporary).verified(progress)
    }

    private static var temporary: String {
        (ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp") + "/.tacet-restore-"
    }

    /// The files, decrypted to a folder of this process alone.
    /// - Parameter prefix: what the folder's path begins with
    func opened(identityFile: String, at prefix: String) throws -> Place {
        let lines = try WholeFile.read(identityFile, limit: 65_536, waiting: true).split(separator: 0x0a)
        guard let line = lines.first(where: { $0.starts(with: "AGE-SECRET-KEY-1".utf8) }),
            let identity = try? AgeIdentity(bech32: try SecretBytes(copying: Array(line.filter { $0 > 0x20 })))
        else { throw BackupFault.noIdentity(identityFile) }
        let place = try Place(file, at: prefix)
        do { try AgeFile.decrypt(with: identity, reading: place.read, writing: place.sink.write) } catch let error
            as AgeFileError
        {
            throw Self.fault(error)
        }
        return place
    }

    func opened(passphrase: borrowing SecretBytes, at prefix: String) throws -> Place {
        let place = try Place(file, at: prefix)
        do {
            try AgeFile.decrypt(
                passphrase: passphrase, allowedLog2N: 1...22, reading: place.read, writing: place.sink.write)
        } catch let error as AgeFileError { throw Self.fault(error) }
        return place
    }

    /// Another key or passphrase is no fault of the file. Where the place that holds the key was altered it looks the same.
    private static func fault(_ error: AgeFileError) -> BackupFault {
        switch error {
        case .wrongKeyOrPassphrase, .notForPassphrase: .wrongKey
        default: .altered
        }
    }

    final class Place {
        let folder: PrivateFolder
        private let descriptor: Int32
        private let path: String
        let sink: ArchiveSink
        private static let beginning = Array("age-".utf8)

        init(_ path: String, at prefix: String) throws {
            self.path = path
            folder = try PrivateFolder(prefix)
            try WholeFile.makeFolder(folder.path + "/Keys")
            sink = try ArchiveSink(into: folder.path)
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw errno == ENOENT ? FileFault.missing(path) : FileFault.unreadable(path, code: errno)
            }
            // Every age file begins so; what begins otherwise is not a backup that somebody altered, but none.
            var start = [UInt8](repeating: 0, count: Self.beginning.count)
            if pread(descriptor, &start, start.count, 0) == start.count, start != Self.beginning {
                throw BackupFault.notABackup
            }
        }

        deinit { if descriptor >= 0 { close(descriptor) } }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            guard count >= 0 else { throw FileFault.unreadable(path, code: errno) }
            return count
        }

        func verified(_ progress: @escaping (Double) -> Void) throws -> VerificationReport {
            try sink.end()
            return try BackupMaker.verify(sink, in: folder.path, pins: nil, progress: progress)
        }
    }
}

extension OpenPractice {
    /// What signs for a backup that a timer starts while nobody is unlocked.
    public static func unattendedBackups(_ folder: PracticeFolder) throws -> UnattendedBackups {
        UnattendedBackups(try store(folder), surroundings: surroundings(folder))
    }
}
